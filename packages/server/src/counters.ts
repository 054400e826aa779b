/**
 * Numbers that only grow: counted in memory, written every few seconds.
 *
 * in     how many of what
 * out    totals since the data directory was made
 * holds  a crash loses at most what was counted since the last flush; nothing durable is counted here
 */
import type { Dropped } from '@plimsoll/api';
import type { CounterStore } from './store/counter-store.ts';

/** Each thing that may be let go of, and the limit it then met. */
const reasons = {
  'live events': 'more came than people read; the live view shows a part',
  'slow live readers': 'a live view took too long to read and was disconnected',
  'evidence events': 'a finding keeps its first and newest events',
  findings: 'the number of findings that are kept is limited',
  'baseline versions': 'the newest versions and those that findings refer to are kept',
  workloads: 'the number of workloads is limited',
  images: 'the number of images is limited; those that do not run go first',
  'used files': 'the number of files whose use is remembered is limited',
} as const;

type Loss = keyof typeof reasons;

export interface Counters {
  load(): Promise<void>;
  event(count: number): void;
  events(): number;
  drop(what: Loss, count: number): void;
  dropped(): Dropped[];
  /** Whether `flush` has anything to write. */
  unwritten(): boolean;
  flush(store: CounterStore): Promise<void>;
}

const eventsName = 'events';

export function createCounters(store: CounterStore): Counters {
  const totals = new Map<string, number>();
  const unwritten = new Map<string, number>();

  function add(name: string, count: number): void {
    if (count === 0) return;
    totals.set(name, (totals.get(name) ?? 0) + count);
    unwritten.set(name, (unwritten.get(name) ?? 0) + count);
  }

  return {
    async load() {
      for (const [name, value] of await store.all()) totals.set(name, (totals.get(name) ?? 0) + value);
    },
    event: (count) => add(eventsName, count),
    events: () => totals.get(eventsName) ?? 0,
    drop: (what, count) => add(what, count),
    dropped: () =>
      Object.entries(reasons)
        .map(([what, why]) => ({ what, why, count: totals.get(what) ?? 0 }))
        .filter(({ count }) => count > 0),
    unwritten: () => unwritten.size > 0,
    async flush(over) {
      const written = [...unwritten];
      unwritten.clear();
      for (const [name, count] of written) await over.add(name, count);
    },
  };
}
