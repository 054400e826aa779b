/**
 * One feed's records in our form, in one SQLite file.
 *
 * A generation is a merge of these files: a feed that did not change is not parsed again. A whole feed is written beside the old file and
 * renamed; single records change in one transaction. Either way a crash leaves the old or the new content, never a part.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type PackedHead, packHead, packPiece, unpackHead } from '../generation/codec.ts';
import { compress } from '../generation/compress.ts';
import type { NormalRecord } from '../record/normal-record.ts';
import type { Fact } from './feed.ts';
import { emptyState, FeedState } from './feed-state.ts';

export const feedApplication = 0x504c4146;
const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE record (num INTEGER PRIMARY KEY, id TEXT NOT NULL, head TEXT NOT NULL, detail BLOB);
  CREATE TABLE affected (
    ecosystem TEXT NOT NULL, name TEXT NOT NULL, record INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (ecosystem, name, record, seq)
  ) WITHOUT ROWID;
  CREATE TABLE fact (kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
`;
/** After the rows are in: sorting once is cheaper than finding a place for each. */
const indices = `
  CREATE UNIQUE INDEX record_id ON record (id);
  CREATE INDEX affected_record ON affected (record);
`;

export function feedFile(dir: string, feed: string): string {
  return join(dir, `${encodeURIComponent(feed)}.sqlite`);
}

export interface FeedWriter {
  add(record: NormalRecord): boolean;
  addFact(fact: Fact): void;
  readonly records: number;
  readonly newestAt: number;
  /** Puts it in the place of what was there. */
  finish(state: FeedState): void;
  abandon(): void;
}

/** A feed as a whole. */
export function writeFeed(file: string): FeedWriter {
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  const database = new Sqlite(temporary);
  // Nothing is lost with it: the old file stays until this one is on the disk.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -8192');
  database.pragma(`application_id = ${feedApplication}`);
  database.exec(schema);
  database.exec('BEGIN');
  const rows = rowWriter(database);
  const ids = new Set<string>();
  let [records, newestAt] = [0, 0];
  return {
    get records() {
      return records;
    },
    get newestAt() {
      return newestAt;
    },
    add(record) {
      if (ids.has(record.head.id)) return false;
      ids.add(record.head.id);
      rows.add(++records, record);
      newestAt = Math.max(newestAt, record.head.modifiedAt);
      return true;
    },
    addFact({ kind, key, body, entries }) {
      rows.fact.run(kind, key, body);
      records += entries;
    },
    finish(state) {
      writeState(database, state);
      database.exec('COMMIT');
      database.exec(indices);
      database.close();
      sync(temporary);
      renameSync(temporary, file);
      rmSync(`${file}-journal`, { force: true });
      sync(dirname(file));
    },
    abandon() {
      database.close();
      rmSync(temporary, { force: true });
    },
  };
}

/** Single records: put in or replaced, and removed. `state` is told how many there are then. */
export function changeFeed(
  file: string,
  {
    put,
    removed,
    state,
  }: { put: readonly NormalRecord[]; removed: readonly string[]; state: (records: number) => FeedState },
): void {
  const database = new Sqlite(file, { fileMustExist: true });
  try {
    database.pragma('synchronous = FULL');
    database.transaction(() => {
      const rows = rowWriter(database);
      const numberOf = database.prepare<[string], { num: number }>('SELECT num FROM record WHERE id = ?');
      const forget = [
        database.prepare('DELETE FROM affected WHERE record = ?'),
        database.prepare('DELETE FROM record WHERE num = ?'),
      ];
      let next =
        database.prepare<[], { most: number }>('SELECT ifnull(max(num), 0) AS most FROM record').get()?.most ?? 0;
      for (const id of [...removed, ...put.map(({ head }) => head.id)]) {
        const num = numberOf.get(id)?.num;
        if (num !== undefined) for (const statement of forget) statement.run(num);
      }
      for (const record of put) rows.add(++next, record);
      const count = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM record').get()?.n ?? 0;
      writeState(database, state(count));
    })();
  } finally {
    database.close();
  }
}

/** When these records were changed last, as they say themselves; those that are not kept are not in it. */
export function modifiedTimes(file: string, ids: readonly string[]): ReadonlyMap<string, number> {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    const select = database.prepare<[string], string>('SELECT head FROM record WHERE id = ?').pluck();
    return new Map(
      ids.flatMap((id) => {
        const head = select.get(id);
        return head === undefined ? [] : [[id, unpackHead(JSON.parse(head) as PackedHead).modifiedAt] as const];
      }),
    );
  } finally {
    database.close();
  }
}

/** undefined when the feed was never kept, or its file is not usable: then it is read afresh. */
export function readFeedState(file: string): FeedState | undefined {
  try {
    return stateIn(file, { readonly: true });
  } catch (error) {
    // A change that a crash cut off is taken back first, for which the file must be written to.
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith('SQLITE_READONLY')) return undefined;
  }
  try {
    return stateIn(file, { readonly: false });
  } catch {
    return undefined;
  }
}

function stateIn(file: string, { readonly }: { readonly readonly: boolean }): FeedState | undefined {
  const database = new Sqlite(file, { readonly, fileMustExist: true });
  try {
    const row = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'state'").get();
    const parsed = FeedState.safeParse(JSON.parse(row?.value ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } finally {
    database.close();
  }
}

/** Only what is known about the feed; its records stay. */
export function saveFeedState(file: string, state: FeedState): void {
  const had = readFeedState(file) !== undefined;
  if (!had) {
    writeFeed(file).finish({ ...emptyState(state.feed), ...state });
    return;
  }
  const database = new Sqlite(file, { fileMustExist: true });
  try {
    writeState(database, state);
  } finally {
    database.close();
  }
}

function writeState(database: Sqlite.Database, state: FeedState): void {
  database.prepare("INSERT OR REPLACE INTO meta VALUES ('state', ?)").run(JSON.stringify(state));
}

function rowWriter(database: Sqlite.Database) {
  const record = database.prepare('INSERT INTO record VALUES (?, ?, ?, ?)');
  const affected = database.prepare('INSERT INTO affected VALUES (?, ?, ?, ?, ?)');
  return {
    fact: database.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?, ?)'),
    add(num: number, { head, affected: pieces, detail }: NormalRecord) {
      const packed = detail === undefined ? null : compress(JSON.stringify(detail));
      record.run(num, head.id, packHead(head), packed);
      for (const [seq, piece] of pieces.entries())
        affected.run(piece.ecosystem, piece.package, num, seq, packPiece(piece));
    },
  };
}

/** On the disk, not only in its cache. */
export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
