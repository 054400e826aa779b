/** When it was: the sensor's CLOCK_BOOTTIME as wall-clock time. */
import type { EpochMs } from '@plimsoll/core';

export interface BootClock {
  /** A run's own measurement. */
  hello(realtimeOffsetNs: number): void;
  /** A heartbeat that arrived now: the wall clock may have been set since the sensor started. */
  heartbeat(timeNs: number, now: EpochMs): void;
  at(timeNs: number): EpochMs;
  offsetNs(): number;
}

/** Arrival is late by the time on the way, never early: of a few beats the smallest difference is the best. */
const BEATS = 8;
const STEP_MS = 250;

export function createBootClock(): BootClock {
  let offsetNs = 0;
  let differencesMs: number[] = [];

  return {
    hello(realtimeOffsetNs) {
      offsetNs = realtimeOffsetNs;
      differencesMs = [];
    },
    heartbeat(timeNs, now) {
      differencesMs.push(now - timeNs / 1e6);
      if (differencesMs.length < BEATS) return;
      const bestMs = Math.min(...differencesMs);
      differencesMs = [];
      if (Math.abs(bestMs - offsetNs / 1e6) > STEP_MS) offsetNs = bestMs * 1e6;
    },
    at: (timeNs) => Math.round((timeNs + offsetNs) / 1e6) as EpochMs,
    offsetNs: () => offsetNs,
  };
}
