/** One update a folder at a time; the kernel gives the lock back however its holder ends. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ScanError } from '../../errors.ts';

/** @throws ScanError UPDATE_RUNNING; ADVISORIES_CORRUPT when the folder cannot be written to */
export function lockUpdates(dir: string): { release(): void } {
  let database: Sqlite.Database | undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    database = new Sqlite(join(dir, 'update.lock'), { timeout: 0 });
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new ScanError('UPDATE_RUNNING', `Another update of ${dir} is running`, {
        hint: 'Wait until it is done: what it brings serves this call too.',
        cause,
      });
    }
    throw new ScanError('ADVISORIES_CORRUPT', `Advisories cannot be kept in ${dir}: ${String(cause)}`, {
      hint: 'Choose a folder that may be written to with --advisories, and check that the disk is not full.',
      cause,
    });
  }
  const held = database;
  return { release: () => held.close() };
}
