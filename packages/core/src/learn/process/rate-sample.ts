/**
 * How many programs were started in a span of time, over all spans in which any was: a sample from which tails can be told.
 *
 * in     the count of one span, with a hash that names the span
 * out    the counts with how many spans each stands for; how many spans there were
 * holds  the spans with the smallest hashes are kept, and those with the largest counts: merge is commutative, associative and
 *        idempotent, memory is bounded, and the upper tail is exact down to `largestKept`
 */
import type { WeightedScore } from '../calibration.ts';
import { countDistinct } from '../distinct.ts';

export interface CountedSpan {
  readonly hash: number;
  /** At least 1. */
  readonly count: number;
}

export interface RateSample {
  /** Ascending by hash. */
  readonly sample: readonly CountedSpan[];
  /** Descending by count, then ascending by hash. */
  readonly largest: readonly CountedSpan[];
}

export const sampleKept = 128;
export const largestKept = 32;

export function rateSampleOf(spans: Iterable<CountedSpan>): RateSample {
  const distinct = new Map<number, CountedSpan>();
  for (const span of spans) {
    const known = distinct.get(span.hash);
    if (known === undefined || span.count > known.count) distinct.set(span.hash, span);
  }
  const byHash = [...distinct.values()].sort((a, b) => a.hash - b.hash);
  const byCount = [...byHash].sort((a, b) => b.count - a.count || a.hash - b.hash);
  return { sample: byHash.slice(0, sampleKept), largest: byCount.slice(0, largestKept) };
}

export function uniteRates(...samples: readonly RateSample[]): RateSample {
  return rateSampleOf(samples.flatMap(({ sample, largest }) => [...sample, ...largest]));
}

/** Spans in which anything was started: exact up to `sampleKept`, then within 9 %. */
export function spansOf({ sample }: RateSample): number {
  const smallest = Uint32Array.from(sample, ({ hash }) => hash);
  return Math.max(sample.length, countDistinct({ capacity: sampleKept, smallest }));
}

/** The largest stand for themselves, the others of the sample for all the rest. */
export function weightedCounts(rates: RateSample, scoreOf: (count: number) => number): readonly WeightedScore[] {
  const top = new Set(rates.largest.map(({ hash }) => hash));
  const others = rates.sample.filter(({ hash }) => !top.has(hash));
  const each = Math.max(1, Math.round((spansOf(rates) - top.size) / Math.max(1, others.length)));
  return [
    ...rates.largest.map(({ count }) => ({ score: scoreOf(count), count: 1 })),
    ...others.map(({ count }) => ({ score: scoreOf(count), count: each })),
  ];
}
