/**
 * Where learning came from: what each run of an agent contributed.
 *
 * in     batch ids `<source>:<n>`, the source being one run of an agent and n its counter 1, 2, 3 …
 * out    per source the highest n and what that run had observed by then, cumulatively
 * holds  merge takes the larger record of each source, so repeating a batch changes nothing; at most `sourceLimit` sources are
 *        kept (those with the smallest hash, the same on every host), so memory is bounded
 *
 * Everything else in a baseline is a set or a coordinated sample, whose union is idempotent by itself: only these totals need
 * the batch id.
 */
import { CoreError } from '../errors.ts';
import type { BatchId } from '../record.ts';
import { hashText } from './hash.ts';

export const sourceLimit = 128;

/** Totals of one run up to batch `n`. */
export interface SourceTotals {
  readonly n: number;
  /** Events learned from. */
  readonly observations: number;
  /** Syscalls counted in windows. */
  readonly calls: number;
  readonly gaps: number;
  readonly lost: number;
}

export type Sources = ReadonlyMap<string, SourceTotals>;

/** Takes a batch id apart; throws for what is not `<source>:<n>`. */
export function parseBatch(batch: BatchId): { readonly source: string; readonly n: number } {
  const colon = batch.lastIndexOf(':');
  const n = Number(batch.slice(colon + 1));
  if (colon < 1 || colon > 128 || !Number.isSafeInteger(n) || n < 1) {
    throw new CoreError('BATCH_ID_INVALID', `"${batch.slice(0, 160)}" is not a batch id.`, {
      hint: 'Name batches <run>:<n>, n being 1, 2, 3 … within a run, and the run at most 128 characters.',
    });
  }
  return { source: batch.slice(0, colon), n };
}

export function mergeSources(a: Sources, b: Sources): Sources {
  const merged = new Map(a);
  for (const [source, totals] of b) {
    const known = merged.get(source);
    merged.set(source, known === undefined ? totals : larger(known, totals));
  }
  if (merged.size <= sourceLimit) return merged;
  const ranked = [...merged].sort(([x], [y]) => hashText(1, x) - hashText(1, y) || (x < y ? -1 : 1));
  return new Map(ranked.slice(0, sourceLimit));
}

export function sumOf(sources: Sources, field: 'observations' | 'calls' | 'gaps' | 'lost'): number {
  let sum = 0;
  for (const totals of sources.values()) sum += totals[field];
  return sum;
}

function larger(a: SourceTotals, b: SourceTotals): SourceTotals {
  return {
    n: Math.max(a.n, b.n),
    observations: Math.max(a.observations, b.observations),
    calls: Math.max(a.calls, b.calls),
    gaps: Math.max(a.gaps, b.gaps),
    lost: Math.max(a.lost, b.lost),
  };
}
