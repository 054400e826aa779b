/**
 * What was told of each cause, so that a burst is one finding with a true count and not a thousand findings.
 *
 * in     occurrences of causes, in order
 * out    how many occurrences to tell now; 0 to hold this one back
 * holds  none is lost: what is held back is counted into the next that is told, which comes with the next minute, with a graver rank, or once
 *        ten times as many have occurred; what is remembered is bounded
 */
import type { EpochMs } from '../record.ts';

export interface ToldCauses {
  /** @param rank larger is graver */
  occurred(cause: string, at: EpochMs, rank: number): number;
}

interface Cause {
  toldAt: EpochMs;
  rank: number;
  told: number;
  held: number;
}

const quietMs = 60_000;
const growth = 10;
const rememberedLimit = 4096;

export function toldCauses(): ToldCauses {
  const causes = new Map<string, Cause>();
  return {
    occurred(name, at, rank) {
      const known = causes.get(name);
      if (known === undefined) {
        if (causes.size >= rememberedLimit) causes.delete(causes.keys().next().value as string);
        causes.set(name, { toldAt: at, rank, told: 1, held: 0 });
        return 1;
      }
      known.held++;
      const isNews =
        rank > known.rank || at - known.toldAt >= quietMs || known.told + known.held >= growth * known.told;
      if (!isNews) return 0;
      const count = known.held;
      causes.delete(name);
      causes.set(name, { toldAt: at, rank: Math.max(rank, known.rank), told: known.told + count, held: 0 });
      return count;
    },
  };
}
