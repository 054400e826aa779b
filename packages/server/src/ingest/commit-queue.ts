/**
 * Writes that are acknowledged only when they survive a crash, many to one commit.
 *
 * in     pieces of work, from whoever wants something kept
 * out    each one's result, once the transaction it was part of is on the disk
 * holds  a piece that fails is rolled back alone; the order of arrival is kept; what waits is bounded
 *
 * A commit costs one fsync, so a storm of findings costs one for each batch and not one for each finding.
 */
import { setImmediate } from 'node:timers/promises';
import { ServerError } from '../errors.ts';
import type { Store, Stores } from '../store/store.ts';

export interface CommitQueue {
  write<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Why the last commit could not be made; undefined once one could. */
  trouble(): Trouble | undefined;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

export interface Trouble {
  readonly why: string;
  readonly hint: string;
}

interface Piece {
  readonly work: (stores: Stores) => Promise<unknown>;
  readonly done: (result: unknown) => void;
  readonly failed: (reason: unknown) => void;
}

const mostAtOnce = 128;
const mostWaiting = 20_000;

export function createCommitQueue(store: Pick<Store, 'atomically'>): CommitQueue {
  const waiting: Piece[] = [];
  let running: Promise<void> | undefined;
  let trouble: Trouble | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // SQLite answers at once, so without this a storm of writes would leave no turn for requests and timers; and what
      // arrives in the same turn shares a commit.
      await setImmediate();
      await commit(waiting.splice(0, mostAtOnce));
    }
    running = undefined;
  }

  async function commit(pieces: readonly Piece[]): Promise<void> {
    const results: unknown[] = [];
    try {
      await store.atomically(async (stores) => {
        for (const piece of pieces) results.push(await piece.work(stores));
      });
      trouble = undefined;
    } catch (reason) {
      const [only] = pieces;
      if (pieces.length === 1) only?.failed(refusalOf(reason));
      else for (const piece of pieces) await commit([piece]);
      return;
    }
    for (const [index, piece] of pieces.entries()) piece.done(results[index]);
  }

  /** What the database itself says no to concerns everybody: it is shown until a commit works again. */
  function refusalOf(reason: unknown): unknown {
    if (!isDatabaseError(reason)) return reason;
    const hint = 'Check that the disk is not full and can be written';
    trouble = { why: `The database cannot be written: ${reason.message}`, hint };
    return new ServerError('STORE_FAILED', `The database could not keep it: ${reason.message}`, {
      hint: `${hint}; what was not kept is sent again`,
      status: 503,
      cause: reason,
    });
  }

  return {
    trouble: () => trouble,
    write<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
      if (waiting.length >= mostWaiting) {
        return Promise.reject(
          new ServerError('TOO_MANY', `${mostWaiting} writes wait for the disk`, {
            hint: 'Send it again later; if this stays, the disk is too slow for what is found',
            status: 503,
          }),
        );
      }
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, done: (result) => resolve(result as T), failed: reject });
        running ??= run();
      });
    },
    async drained() {
      while (running !== undefined) await running;
    },
  };
}

function isDatabaseError(reason: unknown): reason is Error {
  return reason instanceof Error && 'code' in reason && /^SQLITE_(?!CONSTRAINT)/.test(String(reason.code));
}
