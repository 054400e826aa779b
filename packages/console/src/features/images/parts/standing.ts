/**
 * How all images stand, in one line with its proof: the worst first, and never "clear" on half the evidence.
 *
 * in     counts of images by state and by worst severity, the advisories, whether scans are made
 * out    a kind, a headline, the proof below it
 * holds  clear needs every image scanned to its end and advisories that are there and not old
 */
import type { AdvisoryStatus, ImagePage } from '@plimsoll/api';
import { formatAmount } from '../../../lib/format.ts';
import { formatDuration } from '../../../lib/time.ts';
import type { ProofPoint } from '../../../ui/view-state.tsx';

export interface Standing {
  readonly kind: 'nothing' | 'incomplete' | 'findings' | 'clear';
  readonly words: string;
  readonly proof: readonly ProofPoint[];
}

/** Older than this, advisories no longer say what is known today. */
export const oldAfterMs = 72 * 3_600_000;

export function standingOf(
  { total, facets }: Pick<ImagePage, 'total' | 'facets'>,
  advisories: Pick<AdvisoryStatus, 'ageMs'> | undefined,
): Standing {
  if (total === 0) return { kind: 'nothing', words: 'No images yet', proof: [] };
  const scanned = countOf(facets.state, 'scanned');
  const age = advisories?.ageMs ?? null;
  const old = age === null || age > oldAfterMs;
  const proof: ProofPoint[] = [
    { words: `${scanned} of ${formatAmount(total, 'image')} scanned to the end`, wanting: scanned < total },
    { words: ageWords(advisories), wanting: old },
  ];
  const bad = ['critical', 'high'].map((severity) => countOf(facets.severity, severity));
  const urgent = bad.reduce((sum, count) => sum + count, 0);
  const any = facets.severity.reduce((sum, { count }) => sum + count, 0);
  if (urgent > 0) {
    return {
      kind: 'findings',
      words: `${formatAmount(urgent, 'image has', 'images have')} critical or high findings`,
      proof,
    };
  }
  if (age === null) return { kind: 'incomplete', words: 'No advisories: vulnerabilities cannot be found', proof };
  if (scanned < total) {
    return {
      kind: 'incomplete',
      words: `${formatAmount(total - scanned, 'image was', 'images were')} not looked at to the end`,
      proof,
    };
  }
  if (old) return { kind: 'incomplete', words: 'The advisories are too old to say that nothing is wrong', proof };
  if (any > 0) return { kind: 'findings', words: 'Nothing critical or high was found', proof };
  return { kind: 'clear', words: 'All clear', proof };
}

function ageWords(advisories: Pick<AdvisoryStatus, 'ageMs'> | undefined): string {
  if (advisories === undefined) return 'age of the advisories not known';
  if (advisories.ageMs === null) return 'no advisories';
  return `newest advisory ${formatDuration(advisories.ageMs)} old`;
}

function countOf(facet: readonly { readonly value: string; readonly count: number }[], value: string): number {
  return facet.find((each) => each.value === value)?.count ?? 0;
}
