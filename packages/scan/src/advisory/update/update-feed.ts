/** Brings one feed's file up to date: nothing, single records, or the whole. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ScanError } from '../../errors.ts';
import type { FetchedFile, Resource } from '../base/feed-base.ts';
import type { FeedSink } from '../feed/feed.ts';
import { feedFile, readFeedState, saveFeedState, writeFeed } from '../feed/feed-file.ts';
import { emptyState, type FeedState } from '../feed/feed-state.ts';
import {
  checkSize,
  createNotes,
  type FeedOutcome,
  type FeedUpdate,
  type Had,
  type Notes,
  validatorsOf,
  withoutFailure,
} from './feed-update.ts';
import { type DeltaOutcome, updateByDelta } from './update-by-delta.ts';

/** A week: single records do not tell that one vanished without being withdrawn. */
const wholeEveryMs = 7 * 86_400_000;

/** @throws ScanError; what the feed had before stays in use, and its file says what failed */
export async function updateFeed(update: FeedUpdate): Promise<FeedOutcome> {
  const file = feedFile(update.folder, update.feed.id);
  const had = readFeedState(file) ?? emptyState(update.feed.id);
  try {
    return await bring(update, { file, had });
  } catch (cause) {
    const error = update.signal.aborted ? undefined : asScanError(cause, update.feed.id);
    if (error === undefined) throw cause;
    // As it is by now: what failed may have failed after the feed was brought up to date.
    const kept = readFeedState(file);
    if (kept !== undefined && kept.revision !== '') saveFeedState(file, { ...kept, failure: error.message });
    throw error;
  }
}

/** The file system may fail in the middle of anything; undefined for what is a fault of ours. */
function asScanError(cause: unknown, feed: string): ScanError | undefined {
  if (cause instanceof ScanError) return cause;
  const isSystem = cause instanceof Error && 'code' in cause && /^(?:E[A-Z]+|SQLITE_)/.test(String(cause.code));
  if (!isSystem) return undefined;
  return new ScanError('FEED_UNREACHABLE', `${feed} could not be read or kept: ${cause.message}`, {
    hint: 'Check that the disk is not full, and the permissions of the folder and of the mirror.',
    cause,
  });
}

async function bring(update: FeedUpdate, { file, had }: Had): Promise<FeedOutcome> {
  const { base, now } = update;
  // Another base may be older or hold less: only what came from this one is asked after.
  const same = had.base === base.name && had.revision !== '' && !update.force;
  const comparable = same && now - had.wholeAt < wholeEveryMs;
  const index = await updateByDelta(update, { file, had, comparable });
  try {
    return index.outcome ?? (await bringWhole(update, { file, had, same, index }));
  } finally {
    index.list?.discard();
  }
}

async function bringWhole(
  update: FeedUpdate,
  { file, had, same, index }: Had & { readonly same: boolean; readonly index: DeltaOutcome },
): Promise<FeedOutcome> {
  const { base, now } = update;
  const known = same ? had.whole : undefined;
  const resource = await locate(update);
  const fetched = await base.fetch(resource, { ...update, known: known && validatorsOf(known) });
  if (fetched.state === 'missing') return absent(update, { had, where: fetched.where });
  if (fetched.state === 'unchanged') {
    // A list of changes that is ahead of its archive is read again next time.
    saveFeedState(file, { ...withoutFailure(had), fetchedAt: now, wholeAt: now });
    return 'unchanged';
  }
  try {
    await readWhole(update, { file, had, fetched: fetched.file, extra: index.state });
    if (resource.folder !== true) update.keep?.(resource.path, fetched.file);
    // After its archive: whoever reads the list there must find the records it names.
    if (index.list !== undefined && update.feed.delta !== undefined)
      update.keep?.(update.feed.delta.index.path, index.list);
  } finally {
    fetched.file.discard();
  }
  return 'changed';
}

/** The archive's name changes every day; a small file beside it tells which is the newest. */
async function locate(update: FeedUpdate): Promise<Resource> {
  const { pointer, resource } = update.feed;
  if (pointer === undefined) return resource;
  const fetched = await update.base.fetch(pointer, { ...update, known: undefined });
  if (fetched.state !== 'found') return resource;
  try {
    const name = readFileSync(fetched.file.path, 'utf8').trim();
    if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) {
      throw new ScanError('FEED_INVALID', `${fetched.file.where} does not name a file`, {
        hint: 'Check the address or the mirror.',
      });
    }
    update.keep?.(pointer.path, fetched.file);
    const { folder: _single, ...archive } = resource;
    return { ...archive, path: `${resource.path}/${name}`, upstream: `${resource.upstream}${name}` };
  } finally {
    fetched.file.discard();
  }
}

/** A mirror holds what its owner wants; what was there and is gone is told. */
function absent({ feed, base }: FeedUpdate, { had, where }: { had: FeedState; where: string }): FeedOutcome {
  if (had.revision === '' && (feed.optional || base.kind === 'mirror')) return 'absent';
  throw new ScanError('FEED_UNREACHABLE', `${where} is not there`, {
    hint:
      base.kind === 'mirror'
        ? 'The mirror does not hold this feed: leave it out, or ask whoever runs the mirror.'
        : 'The publisher may have moved it: look for a newer version of Plimsoll.',
  });
}

async function readWhole(
  update: FeedUpdate,
  { file, had, fetched, extra }: Had & { readonly fetched: FetchedFile; readonly extra: Partial<FeedState> },
): Promise<void> {
  const { feed, base, now } = update;
  const writer = writeFeed(file);
  const notes = createNotes();
  try {
    const sink: FeedSink = {
      ...notes.sink,
      record(record) {
        if (!writer.add(record)) notes.sink.invalid(record.head.id, 'it is there twice');
        if (writer.records % 1_000 === 0) update.onRecords(writer.records);
      },
      fact: (fact) => writer.addFact(fact),
      breathe: update.breathe,
    };
    await feed.read({ file: fetched.path, where: fetched.where, sink });
    checkUsable({ where: fetched.where, records: writer.records, invalid: notes.told() });
    if (!update.force) checkSize({ feed: feed.id, before: had.records, after: writer.records });
    const { etag, lastModified } = fetched;
    writer.finish({
      ...emptyState(feed.id),
      ...notes.told(),
      revision: randomUUID(),
      records: writer.records,
      newestAt: Math.max(writer.newestAt, notes.datedAt()),
      fetchedAt: now,
      wholeAt: now,
      base: base.name,
      whole: { etag, lastModified },
      ...extra,
    });
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function checkUsable({ where, records, invalid }: { where: string; records: number; invalid: Notes }): void {
  const all = records + invalid.invalidCount;
  const tooMany = invalid.invalidCount > 10 && invalid.invalidCount > all / 10;
  if (records > 0 && !tooMany) return;
  const first = invalid.invalid[0];
  const what =
    records === 0 && invalid.invalidCount === 0
      ? 'holds no record'
      : `holds ${invalid.invalidCount} of ${all} records that make no sense`;
  throw new ScanError('FEED_INVALID', `${where} ${what}${first === undefined ? '' : `; the first is ${first}`}`, {
    hint: 'What was read before stays in use. Check the address or the mirror.',
  });
}
