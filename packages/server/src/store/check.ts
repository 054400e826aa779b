/**
 * Is this file a database of ours, and whole? Asked before it is opened for writing.
 *
 * in     a file, and how long the check may take
 * out    nothing, or a StoreError that says what is wrong
 * holds  the file is not changed: it is opened for reading only
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { StoreError } from '../errors.ts';

/** "PLIM": tells our databases from others' (PRAGMA application_id, SQLite file format section 1.3). */
export const applicationId = 0x50_4c_49_4d;

export interface CheckOptions {
  readonly file: string;
  /** Milliseconds; what is not checked by then is left to SQLite's own checks at each read. */
  readonly budgetMs: number;
  readonly newest: number;
}

export function checkDatabase({ file, budgetMs, newest }: CheckOptions): { checked: number; tables: number } {
  checkHeader(file);
  let database: Sqlite.Database | undefined;
  try {
    database = new Sqlite(file, { readonly: true, fileMustExist: true });
    checkOwner(database, { file, newest });
    return checkTables(database, { file, budgetMs });
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw corrupt(file, { reason: cause instanceof Error ? cause.message : String(cause), cause });
  } finally {
    database?.close();
  }
}

/** The first 100 bytes: magic, page size, and whether the file is as long as it says (SQLite file format, section 1.3). */
function checkHeader(file: string): void {
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(100);
    const read = readSync(handle, header, 0, 100, 0);
    const { size } = fstatSync(handle);
    if (read < 100) throw corrupt(file, { reason: `it is ${size} bytes long, too short for a database` });
    if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw corrupt(file, { reason: 'it does not begin like an SQLite database' });
    }
    const stated = header.readUInt16BE(16);
    const pageSize = stated === 1 ? 65_536 : stated;
    if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0)
      throw corrupt(file, { reason: 'its page size is impossible' });
    // A crash while the log was written back may leave a part of a page, which the log still holds whole.
    if (size % pageSize !== 0 && !existsSync(`${file}-wal`))
      throw corrupt(file, { reason: `its length of ${size} bytes is not whole pages` });
  } finally {
    closeSync(handle);
  }
}

function checkOwner(database: Sqlite.Database, { file, newest }: { file: string; newest: number }): void {
  const owner = database.pragma('application_id', { simple: true });
  if (owner !== applicationId) {
    throw new StoreError('STORE_FOREIGN', `${file} is a database, but not one of Plimsoll`, {
      hint: 'Choose another data directory, or move the file away',
      file,
    });
  }
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > newest) {
    throw new StoreError(
      'STORE_NEWER',
      `${file} was written by a newer Plimsoll (schema ${version}; this one knows up to ${newest})`,
      { hint: 'Start the newer Plimsoll again, or choose another data directory', file },
    );
  }
}

function checkTables(database: Sqlite.Database, { file, budgetMs }: { file: string; budgetMs: number }) {
  const tables = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name = 'baseline'",
    )
    .pluck()
    .all() as string[];
  const end = performance.now() + budgetMs;
  let checked = 0;
  for (const table of tables) {
    if (performance.now() > end) break;
    const reason = database.pragma(`quick_check(${table})`, { simple: true });
    if (reason !== 'ok') throw corrupt(file, { reason: String(reason) });
    checked++;
  }
  return { checked, tables: tables.length };
}

export function corrupt(file: string, { reason, cause }: { reason: string; cause?: unknown }): StoreError {
  return new StoreError('STORE_CORRUPT', `The database ${file} is damaged: ${reason}`, {
    hint: 'It was left as it is. `plimsoll up --restore` moves it aside and brings back the newest backup',
    file,
    cause,
  });
}
