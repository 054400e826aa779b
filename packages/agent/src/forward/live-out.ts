/** Events for the live view, gathered for a moment so that a busy node costs few calls. */
import type { Event } from '@plimsoll/core';
import type { Clock } from '../clock.ts';

export interface LiveOut {
  add(event: Event): void;
  flush(): void;
  /** Events a second, over the last few. */
  perSecond(): number;
}

const GATHER_MS = 100;
const GATHER_LIMIT = 1_000;
const RATE_SECONDS = 5;

export interface LiveOutOptions {
  readonly clock: Clock;
  readonly observed: (events: readonly Event[]) => void;
}

export function createLiveOut({ clock, observed }: LiveOutOptions): LiveOut {
  let gathered: Event[] = [];
  let cancel: (() => void) | undefined;
  let counts: { second: number; events: number }[] = [];

  function flush(): void {
    cancel?.();
    cancel = undefined;
    if (gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    observed(events);
  }

  function count(): void {
    const second = Math.floor(clock.now() / 1000);
    const last = counts.at(-1);
    if (last?.second === second) last.events += 1;
    else counts = [...counts.slice(-RATE_SECONDS), { second, events: 1 }];
  }

  return {
    add(event) {
      gathered.push(event);
      count();
      if (gathered.length >= GATHER_LIMIT) flush();
      else cancel ??= clock.after(GATHER_MS, flush);
    },
    flush,
    perSecond() {
      const now = Math.floor(clock.now() / 1000);
      const whole = counts.filter(({ second }) => second < now && second >= now - RATE_SECONDS);
      return whole.reduce((sum, { events }) => sum + events, 0) / RATE_SECONDS;
    },
  };
}
