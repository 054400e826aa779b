/**
 * Forward: what was learned and judged reaches the server.
 *
 * in     deltas and findings, in the order they were made
 * out    calls of ServerLink, repeated until one succeeds
 * holds  nothing is handed out twice as something else: a repeated delivery carries the same bytes and ids; memory is bounded,
 *        and what finds no room is counted
 */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { reasonOf } from '../errors.ts';

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;

export interface Delivery {
  /** Resolves true when `attempt` succeeded, false when it was given up. */
  deliver(what: string, attempt: () => Promise<void>): Promise<boolean>;
  /** From now on a failing delivery is given up instead of repeated. */
  giveUp(): void;
  /** Why the last attempt failed, while none has succeeded since. */
  failing(): string | undefined;
}

export function createDelivery({ clock, log }: { readonly clock: Clock; readonly log: Logger }): Delivery {
  let givenUp = false;
  let failing: string | undefined;
  const wakers = new Set<() => void>();

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        wakers.delete(wake);
        resolve();
      };
      const cancel = clock.after(ms, wake);
      wakers.add(wake);
    });
  }

  return {
    async deliver(what, attempt) {
      for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
        const last = givenUp;
        try {
          await attempt();
          failing = undefined;
          return true;
        } catch (error) {
          if (failing === undefined)
            log.warn({ what, error: reasonOf(error) }, 'the server did not take it: trying again');
          failing = reasonOf(error);
        }
        if (last) return false;
        if (!givenUp) await pause(backoffMs);
      }
    },
    giveUp() {
      givenUp = true;
      for (const wake of [...wakers]) wake();
    },
    failing: () => failing,
  };
}
