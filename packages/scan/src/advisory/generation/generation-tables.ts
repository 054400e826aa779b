/** The tables of a generation, and those that are copied as they are. */
import Sqlite from 'better-sqlite3';
import { sync } from '../feed/feed-file.ts';
import type { OpenFeed } from './build-generation.ts';

/** Marks our files, so that a foreign one is refused by its first bytes. */
export const generationApplication = 0x504c4147;
/** Of the layout; another number means another program wrote it. */
export const generationLayout = 1;

const schemas = {
  advisories: `
    CREATE TABLE feed (num INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE ecosystem (num INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE head (num INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE package (num INTEGER PRIMARY KEY, ecosystem INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL, body NOT NULL);
    CREATE TABLE fact (kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
  `,
  details: 'CREATE TABLE detail (id TEXT PRIMARY KEY, body BLOB NOT NULL);',
} as const;

/** In a transaction that whoever fills it commits. */
export function createFile(file: string, kind: keyof typeof schemas): Sqlite.Database {
  const database = new Sqlite(file);
  // It has no name anybody looks for until it is complete and synced.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -8192');
  database.pragma(`application_id = ${generationApplication}`);
  database.pragma(`user_version = ${generationLayout}`);
  database.exec(schemas[kind]);
  database.exec('BEGIN');
  return database;
}

export function writeFacts(database: Sqlite.Database, feeds: readonly OpenFeed[]): void {
  const insert = database.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?, ?)');
  for (const feed of feeds) {
    const rows = feed.database.prepare<[], [string, string, Buffer]>('SELECT kind, key, body FROM fact').raw();
    for (const row of rows.iterate()) insert.run(...row);
  }
}

/** Texts for people: only read when one is printed, and never needed to judge. */
export async function writeDetails(
  file: string,
  feeds: readonly OpenFeed[],
  breathe: () => Promise<void> | undefined,
): Promise<void> {
  const database = createFile(file, 'details');
  try {
    const insert = database.prepare('INSERT OR IGNORE INTO detail VALUES (?, ?)');
    for (const feed of feeds) {
      const rows = feed.database
        .prepare<[], [string, Buffer]>('SELECT id, detail FROM record WHERE detail IS NOT NULL')
        .raw();
      for (const row of rows.iterate()) {
        insert.run(...row);
        await breathe();
      }
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  sync(file);
}
