/**
 * Opens the one database of a host: checks it, brings it up to date, and hands out the stores over it.
 *
 * in     a file in the data directory
 * out    a Store; what resolves from it survives a crash
 * holds  a damaged, foreign or newer file is refused and left as it is
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { StoreError } from '../errors.ts';
import { backupsOf } from './backup.ts';
import { checkDatabase, corrupt } from './check.ts';
import { watchForDamage } from './damage.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations.ts';
import { withPreparedStatements } from './prepared.ts';
import type { Store } from './store.ts';
import { storesOver } from './stores.ts';
import type { Tables } from './tables.ts';

export interface OpenOptions {
  readonly file: string;
  /** How long the check at open may take. */
  readonly checkBudgetMs?: number;
  /** What this program knows; a test may know more. */
  readonly steps?: readonly Migration[];
}

export function openStore({ file, checkBudgetMs = 3000, steps = migrations }: OpenOptions): Store {
  const newest = steps.at(-1)?.version ?? 0;
  if (holdsSomething(file)) checkDatabase({ file, budgetMs: checkBudgetMs, newest });
  const raw = openRaw(file);
  try {
    migrate(raw, steps);
  } catch (cause) {
    raw.close();
    throw corrupt(file, { reason: cause instanceof Error ? cause.message : String(cause), cause });
  }
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: withPreparedStatements(raw) }) });
  const watch = watchForDamage(file);
  return {
    ...watch.over(storesOver(database)),
    file,
    damage: watch.found,
    atomically: (work) =>
      watch.during(() => database.transaction().execute((transaction) => work(watch.over(storesOver(transaction))))),
    copyTo: (target) =>
      watch.during(async () => {
        await raw.backup(target);
        checkDatabase({ file: target, budgetMs: 10_000, newest });
      }),
    close: () => database.destroy(),
  };
}

/** A file of 0 bytes is what a crash at the very first start leaves; beside backups it is a loss. */
function holdsSomething(file: string): boolean {
  if (!existsSync(file)) {
    if (backupsOf(dirname(file)).length === 0) return false;
    throw corrupt(file, { reason: 'it is gone, although there are backups of it' });
  }
  return statSync(file).size > 0 || backupsOf(dirname(file)).length > 0;
}

function openRaw(file: string): Sqlite.Database {
  try {
    const raw = new Sqlite(file, { timeout: 5000 });
    raw.pragma('journal_mode = WAL');
    // FULL: a commit is on the disk before it is acknowledged (sqlite.org/pragma.html#pragma_synchronous).
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    raw.pragma('cache_size = -4096');
    raw.pragma('journal_size_limit = 33554432');
    // 16 MB of pages: what a long piece of work writes again and again goes to its place once.
    raw.pragma('wal_autocheckpoint = 4000');
    return raw;
  } catch (cause) {
    const folder = dirname(file);
    throw new StoreError('STORE_UNWRITABLE', `The database ${file} cannot be opened for writing`, {
      hint: `Check that ${folder} exists (${existsSync(folder) ? `it holds ${readdirSync(folder).length} files` : 'it does not'}), that you may write there, and that the disk is not full`,
      file,
      cause,
    });
  }
}
