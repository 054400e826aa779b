/**
 * The histogram model: how unusual the counts of one window are.
 *
 * in     a sample of windows, with the support of their syscalls and of pairs that share a window
 * out    a score with its four parts and the syscalls behind it; a calibration from cross-fitted scores
 * holds  score = √(distance above the mean) + 10 × new syscalls + 3 × log2(1 + new pairs) + 2 × tails: additive, and a window
 *        that does less than usual scores low
 *
 * Cross-fitted in five folds contiguous in time: neighbouring windows are alike, and a random split would flatter.
 */
import { type Calibration, calibrate, type WeightedScore } from '../calibration.ts';
import type { SupportTable } from '../support.ts';
import { fitGaussian, type Gaussian, partsAbove } from './gaussian.ts';
import { packPair } from './ngram.ts';
import { newness } from './novelty.ts';
import { cellCount, cellToken, type SampledWindow } from './window-sample.ts';

const folds = 5;
const dimensionLimit = 96;
/** Fewer windows than this per fold say nothing. */
const fewestWindows = 20;
const tailQuantile = 0.999;
const leastDeviation = 0.3;
const scale = 1.5;
/** One window that was not seen is assumed all the same: a rare branch that brings this many new pairs (see novelty.ts). */
const rareBranchPairs = 15;

export interface WindowScore {
  readonly score: number;
  readonly distance: number;
  readonly newSyscalls: readonly number[];
  readonly newPairs: number;
  readonly tail: number;
  /** Syscalls above their 99.9th percentile, furthest first. */
  readonly above: readonly { readonly token: number; readonly count: number; readonly usual: number }[];
}

export interface HistogramModel {
  score(cells: Uint32Array): WindowScore;
  readonly calibration: Calibration;
}

/** Which syscalls, and which pairs in one window, are known. */
export interface KnownInWindow {
  syscall(token: number): boolean;
  /** 0 for a pair that is known, ½ for one seen once, 1 for a new one. */
  newPair(a: number, b: number): number;
}

/** Undefined while there are too few windows to say anything. */
export function histogramModel(
  windows: readonly SampledWindow[],
  { syscalls, windowPairs }: { readonly syscalls: SupportTable; readonly windowPairs: SupportTable },
): HistogramModel | undefined {
  if (windows.length < folds * fewestWindows) return undefined;
  const inTime = windows.toSorted((a, b) => a.atS - b.atS || a.hash - b.hash);
  const scores: WeightedScore[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const [from, to] = [fold, fold + 1].map((f) => Math.floor((f * inTime.length) / folds)) as [number, number];
    const others = [...inTime.slice(0, from), ...inTime.slice(to)];
    const score = scorer(others, knownFrom(others));
    for (const { cells } of inTime.slice(from, to)) scores.push({ score: score(cells).score, count: 1 });
  }
  const known: KnownInWindow = {
    syscall: (token) => syscalls.trust(0, token) === 'trusted',
    newPair: (a, b) => (windowPairs.evicted > 0 ? 0 : newness(windowPairs.trust(0, packPair(a, b)))),
  };
  const typical = scores.map(({ score }) => score).sort((a, b) => a - b)[Math.floor(scores.length / 2)] as number;
  scores.push({ score: typical + pairsPart(rareBranchPairs), count: 1 });
  return { score: scorer(inTime, known), calibration: calibrate(scores, scale) };
}

function pairsPart(newPairs: number): number {
  return 3 * Math.log2(1 + newPairs);
}

/** Support by seconds within the windows at hand: what a fold left out is not known in it. */
function knownFrom(windows: readonly SampledWindow[]): KnownInWindow {
  const first = new Map<number, number>();
  const several = new Set<number>();
  const see = (item: number, second: number): void => {
    const seen = first.get(item);
    if (seen === undefined) first.set(item, second);
    else if (seen !== second) several.add(item);
  };
  for (const { cells, atS } of windows) {
    for (let i = 0; i < cells.length; i++) {
      const a = cellToken(cells[i] as number);
      see(-1 - a, atS);
      for (let j = i + 1; j < cells.length; j++) see(packPair(a, cellToken(cells[j] as number)), atS);
    }
  }
  return {
    syscall: (token) => several.has(-1 - token),
    newPair: (a, b) => {
      const pair = packPair(a, b);
      return several.has(pair) ? 0 : first.has(pair) ? 0.5 : 1;
    },
  };
}

function scorer(windows: readonly SampledWindow[], known: KnownInWindow): (cells: Uint32Array) => WindowScore {
  const tokens = commonTokens(windows);
  const place = new Map(tokens.map((token, i) => [token, i]));
  const rows = windows.map(({ cells }) => rowOf(cells, place));
  const gaussian: Gaussian = fitGaussian(rows, tokens.length);
  const tails = tokens.map((_, i) => tailOf(rows, i));
  const parts = new Float64Array(tokens.length);

  return (cells) => {
    const row = rowOf(cells, place);
    const distance = Math.sqrt(partsAbove(gaussian, row, parts));
    const newSyscalls: number[] = [];
    const above: { token: number; count: number; usual: number; excess: number }[] = [];
    let [newPairs, tail] = [0, 0];
    for (let i = 0; i < cells.length; i++) {
      const token = cellToken(cells[i] as number);
      if (!known.syscall(token)) {
        newSyscalls.push(token);
        continue;
      }
      const at = place.get(token);
      const { limit, deviation } = at === undefined ? rare : (tails[at] as Tail);
      const count = cellCount(cells[i] as number);
      const excess = (Math.log1p(count) - limit) / deviation;
      if (excess > 0) {
        tail += excess;
        above.push({ token, count, usual: Math.round(Math.expm1(limit)), excess });
      }
      for (let j = i + 1; j < cells.length; j++) {
        const other = cellToken(cells[j] as number);
        if (known.syscall(other)) newPairs += known.newPair(token, other);
      }
    }
    return {
      score: distance + 10 * newSyscalls.length + pairsPart(newPairs) + 2 * tail,
      distance,
      newSyscalls,
      newPairs,
      tail,
      above: above.sort((a, b) => b.excess - a.excess),
    };
  };
}

interface Tail {
  /** 99.9th percentile of log(1 + count). */
  readonly limit: number;
  readonly deviation: number;
}

/** Of a syscall too rare for a dimension of its own: once or twice a window is nothing. */
const rare: Tail = { limit: Math.log1p(2), deviation: leastDeviation };

function tailOf(rows: readonly Float64Array[], i: number): Tail {
  const values = Float64Array.from(rows, (row) => row[i] as number).sort();
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return {
    limit: values[Math.min(n - 1, Math.ceil(tailQuantile * (n - 1)))] as number,
    deviation: Math.max(leastDeviation, Math.sqrt(variance)),
  };
}

function commonTokens(windows: readonly SampledWindow[]): readonly number[] {
  const seen = new Map<number, number>();
  for (const { cells } of windows) {
    for (const cell of cells) seen.set(cellToken(cell), (seen.get(cellToken(cell)) ?? 0) + 1);
  }
  return [...seen]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, dimensionLimit)
    .map(([token]) => token);
}

function rowOf(cells: Uint32Array, place: ReadonlyMap<number, number>): Float64Array {
  const row = new Float64Array(place.size);
  for (const cell of cells) {
    const at = place.get(cellToken(cell));
    if (at !== undefined) row[at] = Math.log1p(cellCount(cell));
  }
  return row;
}
