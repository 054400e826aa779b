import type { EpochMs, Image } from '@plimsoll/core';
import type { HistoryEntry } from '../source/source.ts';
import { baseBuiltAt } from './base-age.ts';
import { dayMs, oldAfterDays } from './config-checks.ts';

/**
 * The next moment after which something else is to be said of the same image by the same data: its system is no longer maintained, or
 * it or its base is old. undefined when time alone changes nothing any more.
 */
export function nextChangeOf(
  image: Pick<Image, 'os' | 'createdAt' | 'base' | 'layers'>,
  after: EpochMs,
  history: readonly HistoryEntry[] = [],
): EpochMs | undefined {
  const { os, createdAt } = image;
  const [old, oldBase] = [createdAt, baseBuiltAt(image, history)].map((at) =>
    at === undefined ? undefined : at + (oldAfterDays + 1) * dayMs,
  );
  const moments = [os?.endOfLifeAt, os?.extendedSupportUntil, old, oldBase].filter(
    (at) => at !== undefined && at > after,
  );
  return moments.length === 0 ? undefined : (Math.min(...(moments as number[])) as EpochMs);
}
