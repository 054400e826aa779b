/** Time as an argument: nothing in this package asks the system for it but `systemClock`. */
import type { EpochMs } from '@plimsoll/core';

export interface Clock {
  now(): EpochMs;
  /** Runs `tick` each `ms` until the returned function is called. Does not keep the process alive. */
  every(ms: number, tick: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now() as EpochMs,
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
