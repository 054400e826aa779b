/**
 * Notices that the database is damaged while it is open.
 *
 * in     the stores, and every failure that comes out of them
 * out    the same stores, whose failures say what to do; what is wrong, from the first sign of it on
 * holds  damage does not heal: it is told until the database was restored and opened anew
 */
import { ZodError } from 'zod';
import { StoreError } from '../errors.ts';
import { corrupt } from './check.ts';
import type { Stores } from './store.ts';

export interface DamageWatch {
  /** What was seen first; undefined while all is well. */
  found(): StoreError | undefined;
  /** Runs the work; a failure that shows damage is remembered, and thrown as StoreError STORE_CORRUPT. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** The same stores with each of their methods watched. */
  over(stores: Stores): Stores;
}

export function watchForDamage(file: string): DamageWatch {
  let first: StoreError | undefined;

  async function during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const damage = damageIn(cause, file);
      if (damage === undefined) throw cause;
      first ??= damage;
      throw damage;
    }
  }

  function watched<S extends object>(store: S): S {
    const methods = Object.entries(store).map(([name, method]) => [
      name,
      (...args: unknown[]) => during(() => method(...args)),
    ]);
    return Object.fromEntries(methods) as S;
  }

  return {
    found: () => first,
    during,
    over: (stores) =>
      Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, watched(store)])) as unknown as Stores,
  };
}

/** What SQLite calls damage (sqlite.org/rescode.html), and rows that are no longer what was written into them. */
function damageIn(error: unknown, file: string): StoreError | undefined {
  if (error instanceof StoreError) return error.code === 'STORE_CORRUPT' ? error : undefined;
  if (!(error instanceof Error)) return undefined;
  const told = 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR_(SHORT_)?READ)/.test(told)) {
    return corrupt(file, { reason: error.message, cause: error });
  }
  const unreadable = error instanceof SyntaxError || error instanceof ZodError;
  return unreadable ? corrupt(file, { reason: 'a row of it cannot be read', cause: error }) : undefined;
}
