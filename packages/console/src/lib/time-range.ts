/**
 * The time range every list shares: relative (`range=24h`), absolute (`from=…&to=…`), or any time.
 *
 * in     validated values of the URL
 * out    since and until in EpochMs for the server, words for people
 * holds  a relative range is resolved when it is asked, rounded to the minute, so that equal questions have equal keys
 */
import { formatAt } from './time.ts';

export const relativeRanges = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type RelativeRange = (typeof relativeRanges)[number];

export interface TimeRange {
  readonly range?: RelativeRange | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const minute = 60_000;
const lengths: Record<RelativeRange, number> = {
  '15m': 15 * minute,
  '1h': 60 * minute,
  '6h': 360 * minute,
  '24h': 1440 * minute,
  '7d': 7 * 1440 * minute,
  '30d': 30 * 1440 * minute,
};
const names: Record<RelativeRange, string> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

export function resolveRange(range: TimeRange, now: number): { since?: number; until?: number } {
  if (range.range !== undefined) return { since: Math.floor((now - lengths[range.range]) / minute) * minute };
  return {
    ...(range.from === undefined ? {} : { since: range.from }),
    ...(range.to === undefined ? {} : { until: range.to }),
  };
}

export function rangeName(range: TimeRange): string {
  if (range.range !== undefined) return names[range.range];
  if (range.from !== undefined && range.to !== undefined) return `${formatAt(range.from)} – ${formatAt(range.to)}`;
  if (range.from !== undefined) return `Since ${formatAt(range.from)}`;
  if (range.to !== undefined) return `Until ${formatAt(range.to)}`;
  return 'Any time';
}

/** The window of the same length before (−1) or after (+1); undefined where the range has no length. */
export function shiftRange(range: TimeRange, direction: -1 | 1, now: number): TimeRange | undefined {
  const { since, until = now } = resolveRange(range, now);
  if (since === undefined) return undefined;
  const length = until - since;
  return { from: since + direction * length, to: until + direction * length };
}
