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
