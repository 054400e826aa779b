/** What bringing one feed up to date needs, and how it keeps account of what it left out. */

import { ScanError } from '../../errors.ts';
import type { FeedBase, FetchedFile, FetchOptions } from '../base/feed-base.ts';
import type { Feed } from '../feed/feed.ts';
import type { FeedState } from '../feed/feed-state.ts';

export interface FeedUpdate {
  readonly feed: Feed;
  readonly base: FeedBase;
  /** Where the feeds' files are. */
  readonly folder: string;
  readonly force: boolean;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onBytes: FetchOptions['onBytes'];
  readonly onRecords: (count: number) => void;
  readonly breathe: () => Promise<void> | undefined;
  /** Takes a file as it came, for those who serve it to others. */
  readonly keep: ((path: string, file: FetchedFile) => void) | undefined;
}

export type FeedOutcome = 'unchanged' | 'changed' | 'absent';

export interface Had {
  readonly file: string;
  readonly had: FeedState;
}

export type Notes = Pick<FeedState, 'invalid' | 'invalidCount' | 'leftOut'>;

export function createNotes() {
  const invalid: string[] = [];
  const leftOut: Record<string, number> = {};
  let [invalidCount, newest] = [0, 0];
  return {
    sink: {
      invalid(name: string, why: string) {
        invalidCount++;
        if (invalid.length < 20) invalid.push(`${name}: ${why}`);
      },
      leftOut(_id: string, why: string) {
        leftOut[why] = (leftOut[why] ?? 0) + 1;
      },
      dated(at: number) {
        newest = Math.max(newest, at);
      },
    },
    datedAt: () => newest,
    told: (): Notes => ({ invalid, invalidCount, leftOut }),
  };
}

/** A feed that loses a fifth of its records at once is more likely broken than right. */
export function checkSize({ feed, before, after }: { feed: string; before: number; after: number }): void {
  if (after >= before * 0.8) return;
  throw new ScanError('FEED_SHRANK', `${feed} shrank from ${before} to ${after} records`, {
    hint: 'What was read before stays in use. If this is right, run `plimsoll advisories update --force`.',
  });
}

export function withoutFailure(state: FeedState): FeedState {
  const { failure: _gone, ...rest } = state;
  return rest;
}

export function validatorsOf({ etag, lastModified }: NonNullable<FeedState['whole']>) {
  return { etag, lastModified };
}
