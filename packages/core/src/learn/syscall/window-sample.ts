/**
 * A uniform sample of the windows a workload showed, from which the histogram detector is fitted.
 *
 * in     how often each syscall was called in one window, with a hash that names the window
 * out    at most `capacity` windows: all of them while there are fewer, a uniform sample of the distinct ones afterwards
 * holds  a sample keeps the windows with the smallest hashes, so merge is commutative, associative and idempotent, and the sample
 *        of two nodes is the sample one node would have kept that saw both (coordinated sampling, Cohen and Kaplan 2007)
 */
const tokenBits = 10;
const countLimit = 2 ** (32 - tokenBits) - 1;
/** A window with more distinct syscalls than this is cut; Linux programs use fewer than 150. */
export const windowTokens = 256;

export interface SampledWindow {
  readonly hash: number;
  /** Seconds since 1970: folds are contiguous in time. */
  readonly atS: number;
  /** Ascending; token in the upper 10 bits, count in the lower 22. */
  readonly cells: Uint32Array;
}

export interface WindowSample {
  readonly capacity: number;
  /** Ascending by hash. */
  readonly windows: readonly SampledWindow[];
}

export function noWindows(capacity: number): WindowSample {
  return { capacity, windows: [] };
}

export function windowSampleOf(capacity: number, windows: Iterable<SampledWindow>): WindowSample {
  const distinct = new Map<number, SampledWindow>();
  for (const window of windows) {
    const known = distinct.get(window.hash);
    if (known === undefined || isSmaller(window, known)) distinct.set(window.hash, window);
  }
  const sorted = [...distinct.values()].sort((a, b) => a.hash - b.hash);
  return { capacity, windows: sorted.slice(0, capacity) };
}

export function mergeWindows(a: WindowSample, b: WindowSample): WindowSample {
  if (b.windows.length === 0) return a;
  if (a.windows.length === 0) return b;
  return windowSampleOf(a.capacity, [...a.windows, ...b.windows]);
}

/** Packs counts by token. */
export function packCounts(counts: Iterable<readonly [number, number]>): Uint32Array {
  const cells: number[] = [];
  for (const [token, count] of counts) {
    if (count > 0) cells.push(((token << (32 - tokenBits)) | Math.min(count, countLimit)) >>> 0);
    if (cells.length >= windowTokens) break;
  }
  return Uint32Array.from(cells).sort();
}

export function cellToken(cell: number): number {
  return cell >>> (32 - tokenBits);
}

export function cellCount(cell: number): number {
  return cell & countLimit;
}

/** Two windows with one hash happen about once in 2³² pairs; which of them stays must not depend on the order. */
function isSmaller(a: SampledWindow, b: SampledWindow): boolean {
  if (a.atS !== b.atS) return a.atS < b.atS;
  if (a.cells.length !== b.cells.length) return a.cells.length < b.cells.length;
  for (let i = 0; i < a.cells.length; i++) {
    const difference = (a.cells[i] as number) - (b.cells[i] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
