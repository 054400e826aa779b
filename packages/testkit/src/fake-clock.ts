/** A clock that stands still until a test moves it. */
import type { EpochMs } from '@plimsoll/core';

export interface FakeClock {
  now(): EpochMs;
  after(ms: number, callback: () => void): () => void;
  every(ms: number, callback: () => void): () => void;
  /** Moves time on and calls back whatever is due on the way, in order. */
  advance(ms: number): void;
  /** How many callbacks are still to come. */
  waiting(): number;
}

interface Timer {
  at: number;
  readonly every: number | undefined;
  readonly callback: () => void;
}

export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  const timers = new Set<Timer>();

  function add(ms: number, every: number | undefined, callback: () => void): () => void {
    const timer = { at: now + Math.max(ms, 1), every, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  function nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }

  return {
    now: () => now as EpochMs,
    after: (ms, callback) => add(ms, undefined, callback),
    every: (ms, callback) => add(ms, Math.max(ms, 1), callback),
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        now = timer.at;
        if (timer.every === undefined) timers.delete(timer);
        else timer.at += timer.every;
        timer.callback();
      }
      now = until;
    },
    waiting: () => timers.size,
  };
}
