/**
 * One Plimsoll a data directory.
 *
 * in     the data directory
 * out    the lock, or ALREADY_RUNNING with the pid of whoever holds it
 * holds  the kernel releases it when its holder ends in whatever way, kill -9 included: nothing stale is ever left
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { HostError, reasonOf } from './errors.ts';

export interface Lock {
  release(): void;
}

/**
 * Node has no flock(2). SQLite's exclusive lock is one of fcntl(2) on an empty file, which SQLite also keeps apart between two
 * connections of one process.
 */
export function takeLock(dataDir: string): Lock {
  makeDataDir(dataDir);
  const pidFile = join(dataDir, 'plimsoll.pid');
  const database = openLock(dataDir);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw failure(dataDir, cause);
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

function openLock(dataDir: string): Sqlite.Database {
  try {
    const database = new Sqlite(join(dataDir, 'plimsoll.lock'), { timeout: 0 });
    database.pragma('journal_mode = MEMORY');
    return database;
  } catch (cause) {
    throw failure(dataDir, cause);
  }
}

function failure(dataDir: string, cause: unknown): HostError {
  if (cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
    const pid = pidIn(join(dataDir, 'plimsoll.pid'));
    const kill = pid === undefined ? '' : ` (kill ${pid})`;
    return new HostError(
      'ALREADY_RUNNING',
      `Another Plimsoll${pid === undefined ? '' : ` (pid ${pid})`} uses ${dataDir}`,
      {
        hint: `Stop it first${kill}, or choose another --data-dir.`,
        cause,
      },
    );
  }
  return unusable(dataDir, cause);
}

function unusable(dataDir: string, cause: unknown): HostError {
  return new HostError('DATA_DIR_UNUSABLE', `The data directory ${dataDir} cannot be used: ${reasonOf(cause)}`, {
    hint: 'Choose one that you may write to with --data-dir, and check that the disk is not full.',
    cause,
  });
}

/** The holder writes it right after it took the lock; undefined in the moment before that. */
function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
