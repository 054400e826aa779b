/** When the base of an image was built, as far as the image's own history tells. */
import type { EpochMs, Image } from '@plimsoll/core';
import type { HistoryEntry } from '../source/source.ts';

/** Reproducible builds set dates to 1970 or 1980. */
const earliest = Date.UTC(2013, 0);

/**
 * The date of the last line that belongs to the base: of its uppermost layer, or of the command that stands above it. undefined where the
 * history does not tell one layer from another, or has no date there.
 */
export function baseBuiltAt(
  { base, layers }: Pick<Image, 'base' | 'layers'>,
  history: readonly HistoryEntry[],
): EpochMs | undefined {
  if (base === undefined || base.layers === 0 || base.layers >= layers.length) return undefined;
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers.length) return undefined;
  let seen = 0;
  let at: number | undefined;
  for (const { createdAt, createdBy, emptyLayer } of history) {
    if (!emptyLayer && seen === base.layers) break;
    if (!emptyLayer) seen++;
    // Settings above the base's uppermost layer may be the image's own; a command below the image's first layer is the base's.
    if (!emptyLayer || (seen === base.layers && /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:CMD|ENTRYPOINT)\b/.test(createdBy)))
      at = createdAt ?? (emptyLayer ? at : undefined);
  }
  return at === undefined || at < earliest ? undefined : (at as EpochMs);
}
