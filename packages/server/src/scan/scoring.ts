/**
 * How likely vulnerabilities are to be exploited, brought up to date in every image by themselves: each day EPSS tells all scores anew
 * and of most packages nothing else.
 *
 * in     the advisories at hand, after an update
 * out    the same scores in all stored findings, and which images that changed
 * holds  no package is matched again and no report rewritten; what a crash cuts short is made whole by the next update
 */
import type { AdvisoryData } from '@plimsoll/core';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { Stores } from '../store/store.ts';
import type { ScanWorker } from './worker.ts';

export interface ScoringOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly worker: ScanWorker;
}

/** What one commit takes; beyond, requests would wait. */
const scoresAtOnce = 200;
const imagesAtOnce = 100;

export function createScoring({ store, commits, worker }: ScoringOptions) {
  let applied = '';

  return {
    /** Returns the images of which it changed anything. */
    async refresh({ feeds }: AdvisoryData, signal: AbortSignal): Promise<readonly string[]> {
      const mark = JSON.stringify(feeds.filter(({ feed }) => feed === 'epss').map(({ newestAt }) => newestAt));
      if (mark === applied) return [];
      const ids = await store.images.scored();
      const scores = ids.length === 0 ? [] : await worker.call('scores', { ids }, { signal });
      const changed = new Set<string>();
      for (let from = 0; from < scores.length; from += scoresAtOnce) {
        signal.throwIfAborted();
        const some = scores.slice(from, from + scoresAtOnce);
        for (const image of await commits.write((stores) => stores.images.score(some))) changed.add(image);
      }
      // The first time in this process, of all: the one before may have ended between the scores and the figures.
      const counted = applied === '' ? await store.images.ids() : [...changed];
      for (let from = 0; from < counted.length; from += imagesAtOnce) {
        signal.throwIfAborted();
        const some = counted.slice(from, from + imagesAtOnce);
        await commits.write((stores) => stores.images.count(some));
      }
      applied = mark;
      return [...changed];
    },
  };
}
