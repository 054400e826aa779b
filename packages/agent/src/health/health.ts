/**
 * Health: how well this node sees.
 *
 * in     the state of sensor, engine, server and protection
 * out    NodeHealth each second
 * holds  whatever keeps us from seeing is named, with why and what to do; quiet and blind never look alike
 */
import type { NodeHealth } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';

export type Blindness = NodeHealth['blind'][number];

export interface Trouble {
  readonly what: string;
  readonly why: string;
  readonly hint: string;
}

/** Remembers since when each trouble is there. */
export interface BlindSpots {
  update(troubles: readonly Trouble[], now: EpochMs): readonly Blindness[];
}

export function createBlindSpots(): BlindSpots {
  let since = new Map<string, EpochMs>();
  return {
    update(troubles, now) {
      const next = new Map(troubles.map(({ what }) => [what, since.get(what) ?? now]));
      since = next;
      return troubles.map((trouble) => ({ ...trouble, since: next.get(trouble.what) ?? now }));
    },
  };
}

/** True for a minute after a count grew. */
export interface GrowthWatch {
  update(count: number, now: EpochMs): boolean;
}

const RECENT_MS = 60_000;

export function createGrowthWatch(): GrowthWatch {
  let last = 0;
  let grewAt = Number.NEGATIVE_INFINITY;
  return {
    update(count, now) {
      if (count > last) grewAt = now;
      last = count;
      return now - grewAt < RECENT_MS;
    },
  };
}
