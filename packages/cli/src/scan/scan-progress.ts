import type { ScanProgress } from '@plimsoll/scan';
import { bytes } from '../ui/quantity.ts';

/** One line that says how far a scan is. */
export function progressText({
  phase,
  layersDone,
  layersTotal,
  layersKnown,
  bytesDone,
  bytesTotal,
}: ScanProgress): string {
  if (phase === 'opening') return 'Opening the image';
  if (phase === 'judging') return 'Holding it against advisories and rules';
  const known = layersKnown === 0 ? '' : ` (${layersKnown} known already)`;
  const read = bytesTotal === 0 ? '' : `, ${bytes(Math.min(bytesDone, bytesTotal))} of ${bytes(bytesTotal)}`;
  return `Reading layers: ${layersDone} of ${layersTotal}${known}${read}`;
}
