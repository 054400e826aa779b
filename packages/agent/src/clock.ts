/** Time as an argument: the system's, a test's, or that of the frames of a trace. */
import type { EpochMs } from '@plimsoll/core';

export interface Clock {
  now(): EpochMs;
  /** Calls back once; returns how to cancel. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back again and again; returns how to cancel. */
  every(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now() as EpochMs,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};

export interface StoppableClock extends Clock {
  /** Cancels whatever still waits, and takes nothing more. */
  stop(): void;
}

/** What waits on it ends with the part it serves: one callback left behind would keep the whole process from ending. */
export function stoppable(clock: Clock): StoppableClock {
  const waiting = new Set<() => void>();
  let stopped = false;

  function add(begin: (callback: () => void) => () => void, callback: (cancel: () => void) => void): () => void {
    if (stopped) return () => {};
    const inner = begin(() => callback(cancel));
    const cancel = () => {
      waiting.delete(cancel);
      inner();
    };
    waiting.add(cancel);
    return cancel;
  }

  return {
    now: () => clock.now(),
    after: (ms, callback) =>
      add(
        (due) => clock.after(ms, due),
        (cancel) => {
          cancel();
          callback();
        },
      ),
    every: (ms, callback) => add((due) => clock.every(ms, due), callback),
    stop() {
      stopped = true;
      for (const cancel of waiting) cancel();
    },
  };
}
