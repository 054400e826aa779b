/** Where a scan is, in words. */
import type { ScanJob } from '@plimsoll/api';
import { formatBytes, formatCount } from '../../../lib/format.ts';

type Progress = NonNullable<ScanJob['progress']>;

const phases: Record<Progress['phase'], string> = {
  starting: 'Starting',
  opening: 'Opening the image',
  reading: 'Reading',
  judging: 'Holding it against the advisories',
  fetching: 'Fetching',
  keeping: 'Keeping the result',
};

export function progressWords({ phase, done, total, of, bytesDone, bytesTotal }: Progress): string {
  const parts = total > 0 ? ` · ${formatCount(done)} of ${formatCount(total)} ${of}` : '';
  const bytes = bytesTotal > 1 ? ` · ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}` : '';
  return `${phases[phase]}${parts}${bytes}`;
}

/** 0…1; undefined while nobody knows how much there is. */
export function progressShare({ done, total, bytesDone, bytesTotal }: Progress): number | undefined {
  if (bytesTotal > 1) return Math.min(1, bytesDone / bytesTotal);
  return total > 0 ? Math.min(1, done / total) : undefined;
}
