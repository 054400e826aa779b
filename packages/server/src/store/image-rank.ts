/** Severities, uses and names as SQL sorts and matches by them. */
import type { ImageSeverity, Use } from '@plimsoll/core';

export const imageSeverities = [
  'unknown',
  'negligible',
  'low',
  'medium',
  'high',
  'critical',
] as const satisfies readonly ImageSeverity[];

export const imageSeverityRank: Readonly<Record<ImageSeverity, number>> = {
  unknown: 0,
  negligible: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

/** What nobody watches is worth more than what was watched and never seen. */
export const useRank: Readonly<Record<Use['state'] | 'unwatched', number>> = {
  'never-seen': 0,
  unwatched: 1,
  loaded: 2,
  executed: 3,
};
/** Above all use: malware and a key that lies open need nobody to run them. */
export const ofItself = 4;
export const usesByRank = ['never-seen', undefined, 'loaded', 'executed'] as const;

/** Advisories and packages spell a name alike but for case and, on PyPI, for `-`, `_` and `.` (PEP 503). */
export function matchName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
