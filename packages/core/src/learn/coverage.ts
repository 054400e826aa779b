/**
 * Coverage: how much of a workload's behaviour its baseline has not seen yet.
 *
 * in     how many blocks there were, and in how many of them something was seen that no other block showed
 * out    the chance that the next block shows something new, as an estimate with an upper bound
 * holds  both are 1 while nothing was learned, and neither falls because time passes: only because blocks do
 *
 * Good and Turing's estimate over blocks, not over events: behaviour comes in bursts, so that one process can show a
 * thousand new n-grams at once, and counting events understates the unseen up to a hundredfold.
 * Good (1953), "The population frequencies of species", Biometrika 40.
 */
import { binomialUpperBound } from './binomial.ts';
import type { ProcessModel } from './process/model.ts';
import type { SupportTable } from './support.ts';

export interface Unseen {
  /** Probability in 0…1 that the next block shows at least one new item. 1 while nothing was learned. */
  readonly estimate: number;
  /** One-sided 95 % Clopper-Pearson bound of the estimate, in 0…1. */
  readonly upperBound: number;
  readonly blocks: number;
}

export function unseen(blocksAlone: number, blocks: number): Unseen {
  if (blocks === 0) return { estimate: 1, upperBound: 1, blocks: 0 };
  const alone = Math.min(blocksAlone, blocks);
  return { estimate: alone / blocks, upperBound: binomialUpperBound(alone, blocks, 0.05), blocks };
}

/** Blocks that showed at least one item no other block did. */
export function blocksAlone(...tables: readonly SupportTable[]): ReadonlySet<number> {
  const alone = new Set<number>();
  for (const table of tables) {
    for (const item of table.items()) {
      if (item.second === 0) alone.add(item.first);
    }
  }
  return alone;
}

/** Starts whose shape was started once. */
export function startsAlone(process: ProcessModel): ReadonlySet<number> {
  const alone = new Set<number>();
  for (const { starts } of process.shapes.values()) {
    const [only, second] = starts.smallest;
    if (only !== undefined && second === undefined) alone.add(only);
  }
  return alone;
}
