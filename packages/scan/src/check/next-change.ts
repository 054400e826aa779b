import type { EpochMs, Image } from '@plimsoll/core';
import { dayMs, oldAfterDays } from './config-checks.ts';

/**
 * The next moment after which something else is to be said of the same image by the same data: its system is no longer maintained, or
 * it is old. undefined when time alone changes nothing any more.
 */
export function nextChangeOf({ os, createdAt }: Pick<Image, 'os' | 'createdAt'>, after: EpochMs): EpochMs | undefined {
  const old = createdAt === undefined ? undefined : createdAt + (oldAfterDays + 1) * dayMs;
  const moments = [os?.endOfLifeAt, os?.extendedSupportUntil, old].filter((at) => at !== undefined && at > after);
  return moments.length === 0 ? undefined : (Math.min(...(moments as number[])) as EpochMs);
}
