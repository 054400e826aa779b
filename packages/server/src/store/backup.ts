/**
 * Copies of the database that rotate, and how one of them takes its place again.
 *
 * in     an open store, or the data directory of one that does not open any more
 * out    whole files in `backups/`, newest first
 * holds  a copy counts only once it was checked; a damaged database is moved aside, never overwritten
 */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochMs } from '@plimsoll/core';
import { StoreError } from '../errors.ts';
import { checkDatabase } from './check.ts';
import { migrations } from './migrations.ts';
import type { Store } from './store.ts';

export const databaseName = 'plimsoll.db';
const newest = migrations.at(-1)?.version ?? 0;
const named = /^plimsoll-(\d{8}T\d{9}Z)\.db$/;

/** Full paths, newest first. */
export function backupsOf(dataDir: string): readonly string[] {
  const folder = join(dataDir, 'backups');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => named.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** When the newest copy was begun; undefined when there is none. */
export function newestBackupAt(dataDir: string): EpochMs | undefined {
  const [newestFile = ''] = backupsOf(dataDir);
  const [, y, m, d, h, min, s, ms] = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.db$/.exec(newestFile) ?? [];
  if (y === undefined) return undefined;
  return Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(min), Number(s), Number(ms)) as EpochMs;
}

export interface BackUpOptions {
  readonly dataDir: string;
  readonly now: EpochMs;
  readonly keep: number;
}

export async function backUp(store: Store, { dataDir, now, keep }: BackUpOptions): Promise<string> {
  const folder = join(dataDir, 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, `plimsoll-${stamp(now)}.db`);
  const part = `${target}.part`;
  rmSync(part, { force: true });
  try {
    await store.copyTo(part);
    chmodSync(part, 0o600);
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause; // The older copies stay: a damaged database must not rotate the good ones out.
  }
  putInPlace(part, target);
  for (const old of backupsOf(dataDir).slice(keep)) rmSync(old, { force: true });
  return target;
}

export interface Restored {
  readonly from: string;
  /** Where the damaged file went; undefined when there was none. */
  readonly movedTo: string | undefined;
}

/** @throws StoreError STORE_NO_BACKUP when no copy is whole; then nothing was moved. */
export function restoreDatabase({ dataDir, now }: { dataDir: string; now: EpochMs }): Restored {
  const file = join(dataDir, databaseName);
  const from = backupsOf(dataDir).find(isWhole);
  if (from === undefined) {
    throw new StoreError('STORE_NO_BACKUP', `There is no usable backup of ${file} in ${join(dataDir, 'backups')}`, {
      hint: `To begin anew, move ${file} away and start again: everything is learned from the start`,
      file,
    });
  }
  const part = `${file}.part`;
  copyFileSync(from, part);
  chmodSync(part, 0o600);
  const movedTo = moveAside(file, now);
  putInPlace(part, file);
  return { from, movedTo };
}

function isWhole(file: string): boolean {
  try {
    checkDatabase({ file, budgetMs: 30_000, newest });
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** With its log, which belongs to it and would be played into the restored file otherwise. */
function moveAside(file: string, now: EpochMs): string | undefined {
  const suffix = `.damaged-${stamp(now)}`;
  for (const tail of ['-wal', '-shm']) {
    if (existsSync(file + tail)) renameSync(file + tail, file + suffix + tail);
  }
  if (!existsSync(file)) return undefined;
  renameSync(file, file + suffix);
  return file + suffix;
}

function putInPlace(part: string, target: string): void {
  const handle = openSync(part, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(part, target);
  const folder = openSync(dirname(target), 'r');
  fsyncSync(folder);
  closeSync(folder);
  for (const tail of ['-wal', '-shm']) rmSync(`${part}${tail}`, { force: true });
}

/** `20260801T093000000Z`: sorts as it is. */
function stamp(now: EpochMs): string {
  return new Date(now).toISOString().replace(/[-:.]/g, '');
}
