/** Whether an image's operating system still gets fixes, in words. */
import type { ImageSummary } from '../../../lib/image-words.ts';
import { formatDuration } from '../../../lib/time.ts';

const soonMs = 90 * 86_400_000;

export interface LifeWords {
  readonly words: string;
  readonly urgent: boolean;
}

export function lifeWords(os: NonNullable<ImageSummary['os']>, now: number): LifeWords | undefined {
  const { endOfLifeAt, extendedSupportUntil } = os;
  if (endOfLifeAt === undefined) return undefined;
  const left = endOfLifeAt - now;
  if (left > 0) {
    return { words: `gets fixes for ${formatDuration(left)} more`, urgent: left < soonMs };
  }
  if (extendedSupportUntil !== undefined && extendedSupportUntil > now) {
    const more = formatDuration(extendedSupportUntil - now);
    return { words: `end of life; paid support gives fixes for ${more} more`, urgent: true };
  }
  return { words: `end of life since ${formatDuration(-left)}: gets no fixes`, urgent: true };
}
