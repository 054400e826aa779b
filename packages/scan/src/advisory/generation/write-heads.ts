/** Heads of all records: groups of aliases across feeds, and ratings of others for what its own database did not rate. */
import { hash } from 'node:crypto';
import type { Rating } from '@plimsoll/core';
import type Sqlite from 'better-sqlite3';
import type { RecordHead } from '../record/normal-record.ts';
import { isCve } from '../record/osv-record.ts';
import { createAliasGroups } from './alias-groups.ts';
import type { OpenFeed } from './build-generation.ts';
import { type PackedHead, packHead, unpackHead } from './codec.ts';

export interface Heads {
  /** Of a head's content, wherever it lies: two generations agree on it. */
  fingerprint(num: number): Buffer;
}

type Row = readonly [num: number, head: string];

export async function writeHeads(
  database: Sqlite.Database,
  feeds: readonly OpenFeed[],
  breathe: () => Promise<void> | undefined,
): Promise<Heads> {
  const groups = createAliasGroups();
  const ratings = new Map<string, readonly Rating[]>();
  for (const head of headsOf(feeds)) {
    if (head.aliases.length > 0) groups.join(head.id, head.aliases);
    collect(ratings, head);
    await breathe();
  }
  const insert = database.prepare('INSERT INTO head VALUES (?, ?)');
  const names = database.prepare('INSERT INTO feed VALUES (?, ?)');
  const last = feeds.at(-1);
  const fingerprints = Buffer.alloc(8 * ((last?.offset ?? 0) + (last?.most ?? 0) + 1));
  for (const feed of feeds) {
    names.run(feed.index, feed.state.feed);
    for (const [num, text] of rowsOf(feed)) {
      const head = unpackHead(JSON.parse(text) as PackedHead);
      const full = { ...head, aliases: groups.of(head.id) };
      const rated = { ...full, ratings: withOthers(full, ratings) };
      insert.run(feed.offset + num, packHead(rated, feed.index));
      hash('sha1', `${feed.state.feed}\n${packHead(rated)}`, 'buffer').copy(
        fingerprints,
        8 * (feed.offset + num),
        0,
        8,
      );
      await breathe();
    }
  }
  return { fingerprint: (num) => fingerprints.subarray(8 * num, 8 * num + 8) };
}

function* headsOf(feeds: readonly OpenFeed[]): Generator<RecordHead> {
  for (const feed of feeds) {
    for (const [, text] of rowsOf(feed)) yield unpackHead(JSON.parse(text) as PackedHead);
  }
}

function rowsOf(feed: OpenFeed): IterableIterator<Row> {
  return feed.database.prepare<[], Row>('SELECT num, head FROM record ORDER BY num').raw().iterate();
}

/** Only of records about one CVE: the rating of several at once says nothing of each. */
function collect(ratings: Map<string, readonly Rating[]>, head: RecordHead): void {
  if (head.ratings.length === 0) return;
  const cve = onlyCve(head);
  if (cve === undefined) return;
  const known = ratings.get(cve) ?? [];
  const more = head.ratings.filter(({ source }) => !known.some((each) => each.source === source));
  if (more.length > 0 && known.length < 8) ratings.set(cve, [...known, ...more]);
}

function withOthers(head: RecordHead, ratings: ReadonlyMap<string, readonly Rating[]>): readonly Rating[] {
  const cve = onlyCve(head);
  const others = cve === undefined ? [] : (ratings.get(cve) ?? []);
  const foreign = others.filter(({ source }) => !head.ratings.some((each) => each.source === source));
  // NVD before everybody who is not the record's own database.
  const ordered = foreign.toSorted((a, b) => rank(a) - rank(b) || (a.source < b.source ? -1 : 1));
  return [...head.ratings, ...ordered];
}

function rank({ source }: Rating): number {
  return source === 'nvd' ? 0 : source === 'ghsa' ? 1 : 2;
}

function onlyCve({ id, aliases, upstream }: RecordHead): string | undefined {
  const cves = new Set([id, ...aliases, ...upstream].filter(isCve));
  return cves.size === 1 ? cves.values().next().value : undefined;
}
