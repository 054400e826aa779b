/**
 * Brings the advisories up to date.
 *
 * in     a folder, a base, the feeds that are wanted
 * out    the generation in use afterwards, and what became of each feed
 * holds  a usable generation stays usable: a feed that fails keeps what it had; a crash at any moment leaves the old or the new
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AdvisoryData } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { FeedBase } from '../base/feed-base.ts';
import { openBase } from '../base/open-base.ts';
import type { Feed } from '../feed/feed.ts';
import { feedFile, readFeedState } from '../feed/feed-file.ts';
import { defaultFeeds, feedOf, feedsIn } from '../feed/feeds.ts';
import { ageOf, type BuildFeed, buildGeneration } from '../generation/build-generation.ts';
import {
  dataOf,
  generationFolder,
  type Manifest,
  readManifest,
  readPointer,
  writePointer,
} from '../generation/manifest.ts';
import { openAdvisories } from '../generation/open-generation.ts';
import { clearGenerations } from './clear-generations.ts';
import { keepRaw } from './keep-raw.ts';
import { updateFeed } from './update-feed.ts';
import { lockUpdates } from './update-lock.ts';

export interface UpdateOptions {
  readonly dir: string;
  /** `https://…`, `file:///…` or a path; undefined: the publishers. */
  readonly base?: string | undefined;
  /** Ids; undefined: what there is in a mirror folder, else all that need no decision. Feeds that were loaded before stay. */
  readonly feeds?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: UpdateProgress) => void) | undefined;
  /** Takes feeds that shrank, and asks for everything again. */
  readonly force?: boolean | undefined;
  readonly now: () => number;
  /** Keeps the feeds as they came, to serve them to others. */
  readonly keepRaw?: boolean | undefined;
  /** Before each further try of a request that failed for now. */
  readonly pausesMs?: readonly number[] | undefined;
}

export interface UpdateProgress {
  readonly phase: 'fetching' | 'reading' | 'building' | 'done';
  readonly feed: string;
  readonly feedsDone: number;
  readonly feedsTotal: number;
  readonly bytes: number;
  readonly bytesTotal: number | undefined;
  readonly records: number;
}

export interface UpdateResult {
  /** As before when nothing changed. */
  readonly generation: string;
  readonly previous: string | undefined;
  readonly data: AdvisoryData;
  readonly feeds: readonly {
    readonly feed: string;
    readonly outcome: 'unchanged' | 'changed' | 'absent' | 'failed';
    readonly failure: string | undefined;
  }[];
  readonly packages: number;
  readonly advisories: number;
}

/** @throws ScanError UPDATE_RUNNING; of the first feed that failed when there is nothing usable at all */
export async function updateAdvisories(options: UpdateOptions): Promise<UpdateResult> {
  const lock = lockUpdates(options.dir);
  const spool = join(options.dir, 'spool');
  let base: FeedBase | undefined;
  try {
    rmSync(spool, { recursive: true, force: true });
    for (const folder of [spool, join(options.dir, 'feeds'), join(options.dir, 'generations')])
      mkdirSync(folder, { recursive: true });
    base = openBase({ base: options.base, spool, pausesMs: options.pausesMs ?? [500, 2_000] });
    return await update(options, base);
  } finally {
    await base?.close();
    rmSync(spool, { recursive: true, force: true });
    lock.release();
  }
}

async function update(options: UpdateOptions, base: FeedBase): Promise<UpdateResult> {
  const { dir, now, signal } = options;
  const folder = join(dir, 'feeds');
  const breathe = breather(signal);
  const ids = options.feeds ?? feedsIn(base);
  const wanted = ids.map(known);
  const outcomes: { feed: string; outcome: UpdateResult['feeds'][number]['outcome']; failure: string | undefined }[] =
    [];
  let first: ScanError | undefined;
  for (const [index, feed] of wanted.entries()) {
    signal.throwIfAborted();
    const at = {
      feed: feed.id,
      feedsDone: index,
      feedsTotal: wanted.length,
      bytes: 0,
      bytesTotal: undefined,
      records: 0,
    };
    options.onProgress?.({ ...at, phase: 'fetching' });
    try {
      const outcome = await updateFeed({
        feed,
        base,
        folder,
        signal,
        breathe,
        force: options.force === true,
        now: now(),
        keep: options.keepRaw === true ? (path, file) => keepRaw(dir, { path, file }) : undefined,
        onBytes: (bytes, bytesTotal) => options.onProgress?.({ ...at, phase: 'fetching', bytes, bytesTotal }),
        onRecords: (records) => options.onProgress?.({ ...at, phase: 'reading', records }),
      });
      // Asked for by name, and not there: that is no success.
      const missing = outcome === 'absent' && options.feeds !== undefined;
      outcomes.push({
        feed: feed.id,
        outcome: missing ? 'failed' : outcome,
        failure: missing ? `${base.name} does not hold it` : undefined,
      });
    } catch (error) {
      if (signal.aborted || !(error instanceof ScanError)) throw error;
      first ??= error;
      outcomes.push({ feed: feed.id, outcome: 'failed', failure: error.message });
    }
  }
  const feeds = feedsHad(folder);
  if (feeds.length === 0) throw first ?? nothingThere(base);
  const previous = usableGeneration(dir);
  options.onProgress?.({
    phase: 'building',
    feed: '',
    feedsDone: wanted.length,
    feedsTotal: wanted.length,
    bytes: 0,
    bytesTotal: undefined,
    records: 0,
  });
  const isSame = previous !== undefined && sameContent(previous, feeds);
  const manifest = isSame ? previous : await buildGeneration({ dir, base: base.name, feeds, now: now(), breathe });
  const ages = agesOf(feeds, outcomes);
  writePointer(dir, { schema: 1, generation: manifest.generation, checkedAt: now(), feeds: ages });
  if (!isSame) clearGenerations(dir, { current: manifest.generation, before: previous?.generation });
  return {
    generation: manifest.generation,
    previous: previous?.generation,
    data: dataOf(manifest, ages),
    feeds: outcomes,
    packages: manifest.packages,
    advisories: manifest.advisories,
  };
}

function known(id: string): Feed {
  const feed = feedOf(id);
  if (feed !== undefined) return feed;
  throw new ScanError('FEED_INVALID', `There is no feed ${id}`, {
    hint: `Feeds are ${defaultFeeds()
      .filter((each) => !each.startsWith('alpine-secdb/'))
      .join(', ')}, alpine-secdb/v3.20/main and so on.`,
  });
}

/** Every feed that ever came, also when this update did not ask for it. */
function feedsHad(folder: string): readonly BuildFeed[] {
  const found: BuildFeed[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sqlite')) continue;
    const file = join(folder, name);
    const state = readFeedState(file);
    if (state === undefined || state.revision === '' || feedOf(state.feed) === undefined) continue;
    if (feedFile(folder, state.feed) === file) found.push({ file, state });
  }
  return found;
}

/** A feed that never came has no records, but whoever reads the ages must learn of it. */
function agesOf(feeds: readonly BuildFeed[], outcomes: UpdateResult['feeds']) {
  const had = feeds.map(({ state }) => {
    const { revision: _own, ...age } = ageOf(state);
    return age;
  });
  const never = outcomes.filter(
    ({ feed, failure }) => failure !== undefined && !had.some((each) => each.feed === feed),
  );
  return [
    ...had,
    ...never.map(({ feed, failure }) => ({
      feed,
      records: 0,
      newestAt: 0,
      fetchedAt: 0,
      ...(failure === undefined ? {} : { failure }),
    })),
  ];
}

function usableGeneration(dir: string): Manifest | undefined {
  try {
    openAdvisories(dir).close();
    const pointer = readPointer(dir);
    return pointer === undefined ? undefined : readManifest(generationFolder(dir, pointer.generation));
  } catch (error) {
    // One that is damaged or gone is replaced: that is what an update is for.
    if (error instanceof ScanError && /^ADVISORIES_/.test(error.code)) return undefined;
    throw error;
  }
}

function sameContent(manifest: Manifest, feeds: readonly BuildFeed[]): boolean {
  const built = new Map(manifest.feeds.map(({ feed, revision }) => [feed, revision]));
  return built.size === feeds.length && feeds.every(({ state }) => built.get(state.feed) === state.revision);
}

function nothingThere(base: FeedBase): ScanError {
  return new ScanError('FEED_UNREACHABLE', `${base.name} holds no feed`, {
    hint: 'A mirror holds osv/<ecosystem>/all.zip, kev/known_exploited_vulnerabilities.json and so on: see docs/guide/advisories.md.',
  });
}

/** Others run at least every 10 ms: an update may share its process with a server. */
function breather(signal: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < 10) return undefined;
    signal.throwIfAborted();
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}
