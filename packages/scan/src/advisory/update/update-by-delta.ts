/** OSV tells which records changed, newest first: a few hundred small files instead of the whole archive. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FetchedFile } from '../base/feed-base.ts';
import type { DeltaResources } from '../feed/feed.ts';
import { changeFeed, modifiedTimes, saveFeedState } from '../feed/feed-file.ts';
import type { FeedState } from '../feed/feed-state.ts';
import type { NormalRecord } from '../record/normal-record.ts';
import {
  checkSize,
  createNotes,
  type FeedOutcome,
  type FeedUpdate,
  type Had,
  validatorsOf,
  withoutFailure,
} from './feed-update.ts';
import { type Change, readChanges } from './read-changes.ts';

/** At once: small files, and a publisher that is asked politely. */
const parallel = 8;

export interface DeltaOutcome {
  /** undefined: the whole is needed. */
  readonly outcome: FeedOutcome | undefined;
  /** To be kept with the whole. */
  readonly state: Partial<FeedState>;
  /** The list of changes, for those who keep it beside the whole; whoever takes it discards it. */
  readonly list?: FetchedFile;
}

/** A feed without single records, or whose list of changes cannot be used, is read as a whole. */
export async function updateByDelta(
  update: FeedUpdate,
  { file, had, comparable }: Had & { readonly comparable: boolean },
): Promise<DeltaOutcome> {
  const { feed, base, now } = update;
  if (feed.delta === undefined) return { outcome: undefined, state: {} };
  const known = comparable && had.index !== undefined ? validatorsOf(had.index) : undefined;
  const fetched = await base.fetch(feed.delta.index, { ...update, known });
  if (fetched.state === 'missing') return { outcome: undefined, state: {} };
  if (fetched.state === 'unchanged') {
    saveFeedState(file, { ...withoutFailure(had), fetchedAt: now });
    return { outcome: 'unchanged', state: {} };
  }
  let list: FetchedFile | undefined;
  try {
    const { etag, lastModified } = fetched.file;
    const changes = await readChanges(fetched.file, comparable ? had : undefined);
    const state = { index: { etag, lastModified }, seenAt: changes.newestAt, listed: changes.listed };
    // Whoever keeps the archive for others needs it whole.
    if (update.keep !== undefined) {
      list = fetched.file;
      return { outcome: undefined, state, list };
    }
    if (!comparable || changes.since === undefined) return { outcome: undefined, state };
    return {
      outcome: await applyChanges(update, { file, had, delta: feed.delta, since: changes.since, state }),
      state,
    };
  } finally {
    if (list === undefined) fetched.file.discard();
  }
}

interface Applying extends Had {
  readonly delta: DeltaResources;
  readonly since: readonly Change[];
  readonly state: Partial<FeedState>;
}

async function applyChanges(
  update: FeedUpdate,
  { file, had, delta, since, state }: Applying,
): Promise<FeedOutcome | undefined> {
  const put: NormalRecord[] = [];
  const removed: string[] = [];
  const notes = createNotes();
  const sink = {
    ...notes.sink,
    record: (record: NormalRecord) => void put.push(record),
    leftOut(id: string, why: string) {
      removed.push(id);
      notes.sink.leftOut(id, why);
    },
  };
  const known = modifiedTimes(
    file,
    since.map(({ id }) => id),
  );
  const queue = [...new Set(since.filter(({ id, at }) => known.get(id) !== at).map(({ id }) => id))];
  const asked = new Set(queue);
  let missing = false;
  const one = async (id: string) => {
    const fetched = await update.base.fetch(delta.record(id), { ...update, known: undefined });
    if (fetched.state !== 'found') {
      missing = true;
      return;
    }
    try {
      delta.take(readFileSync(fetched.file.path), `${id}.json`, sink);
    } finally {
      fetched.file.discard();
    }
  };
  const work = async () => {
    for (let id = queue.pop(); id !== undefined && !missing; id = queue.pop()) await one(id);
  };
  const ends = await Promise.allSettled(
    Array.from({ length: parallel }, () =>
      work().catch((error: unknown) => {
        // None of the others begins another one, and none is still at it when this is told.
        queue.length = 0;
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  // A mirror without single files, or a record that is gone: the archive knows.
  if (missing) return undefined;
  const fetchedAt = update.now;
  // Withdrawn records stay on the list for a while after they are gone.
  const gone = removed.filter((id) => known.has(id) || !asked.has(id));
  if (put.length === 0 && gone.length === 0) {
    saveFeedState(file, { ...withoutFailure(had), fetchedAt, ...state });
    return 'unchanged';
  }
  changeFeed(file, {
    put,
    removed: gone,
    state: (records) => {
      if (!update.force) checkSize({ feed: had.feed, before: had.records, after: records });
      const newestAt = put.reduce((newest, { head }) => Math.max(newest, head.modifiedAt), had.newestAt);
      const told = notes.told();
      const invalid = [...had.invalid, ...told.invalid].slice(-20);
      const counts = { invalid, invalidCount: had.invalidCount + told.invalidCount };
      return { ...withoutFailure(had), ...state, ...counts, revision: randomUUID(), records, newestAt, fetchedAt };
    },
  });
  return 'changed';
}
