/** A clock that the frames of a trace move. */
import type { EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';

export interface TraceClock extends Clock {
  /** Calls back what is due on the way, in order; true when anything was. Never goes back. */
  advanceTo(at: EpochMs): boolean;
}

interface Timer {
  at: number;
  readonly everyMs: number | undefined;
  readonly callback: () => void;
}

/** A jump (a suspended host, a damaged time) must not make a timer run millions of times. */
const LONGEST_JUMP_MS = 60_000;

export function createTraceClock(start: EpochMs): TraceClock {
  let now: number = start;
  let hasBegun = false;
  const timers = new Set<Timer>();

  function add(ms: number, everyMs: number | undefined, callback: () => void): () => void {
    const timer = { at: now + Math.max(ms, 1), everyMs, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  function nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }

  /** Takes time over a gap: timers are moved along with it. */
  function jump(ms: number): void {
    now += ms;
    for (const timer of timers) timer.at += ms;
  }

  return {
    now: () => now as EpochMs,
    after: (ms, callback) => add(ms, undefined, callback),
    every: (ms, callback) => add(ms, Math.max(ms, 1), callback),
    advanceTo(at) {
      if (!hasBegun) jump(at - now);
      hasBegun = true;
      if (at - now > LONGEST_JUMP_MS) jump(at - now - LONGEST_JUMP_MS);
      let called = false;
      for (let timer = nextDue(at); timer !== undefined; timer = nextDue(at)) {
        now = timer.at;
        if (timer.everyMs === undefined) timers.delete(timer);
        else timer.at += timer.everyMs;
        timer.callback();
        called = true;
      }
      now = Math.max(now, at);
      return called;
    },
  };
}
