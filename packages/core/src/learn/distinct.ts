/**
 * How many distinct things were there, in bounded memory.
 *
 * in     32-bit hashes of the things
 * out    their number: exact up to the capacity, then an estimate (standard error 1/√capacity, 3 % for 1,024)
 * holds  a set of the smallest hashes: union is commutative, associative and idempotent, whatever the order
 *
 * Bar-Yossef et al. (2002), "Counting distinct elements in a data stream"; unbiased form by Beyer et al. (2007).
 */
export interface Distinct {
  readonly capacity: number;
  /** Ascending, at most `capacity`. */
  readonly smallest: Uint32Array;
}

export function noneDistinct(capacity: number): Distinct {
  return { capacity, smallest: new Uint32Array(0) };
}

export function distinctOf(capacity: number, hashes: Iterable<number>): Distinct {
  const sorted = Uint32Array.from(new Set(hashes)).sort();
  return { capacity, smallest: sorted.slice(0, capacity) };
}

export function uniteDistinct(a: Distinct, b: Distinct): Distinct {
  if (b.smallest.length === 0) return a;
  if (a.smallest.length === 0) return b;
  return distinctOf(a.capacity, [...a.smallest, ...b.smallest]);
}

export function countDistinct({ capacity, smallest }: Distinct): number {
  if (smallest.length < capacity) return smallest.length;
  return Math.round(((capacity - 1) / ((smallest[capacity - 1] as number) + 1)) * 2 ** 32);
}
