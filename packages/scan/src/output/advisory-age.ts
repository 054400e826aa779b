import type { AdvisoryData, EpochMs, ScanReport } from '@plimsoll/core';
import { isoTime } from '../sbom/image-purl.ts';
import type { RenderOptions } from './renderer.ts';

/** How old the advisories are that a report stands on, for formats of lines. [] where nobody asked for vulnerabilities. */
export function advisoryLines({ data }: Pick<ScanReport, 'data'>, { omitted = [] }: RenderOptions): readonly string[] {
  if (omitted.includes('vulnerability')) return [];
  if (data === undefined) return ['There are no advisories: nothing is said about vulnerabilities'];
  return [`Advisories ${advisoryAge(data)}`, ...staleFeeds(data)];
}

/** `of 2026-01-12T06:00:00Z, the newest record of 2026-01-12T05:00:00Z`: old records make no new data of a database built today. */
export function advisoryAge({ builtAt, newestAt }: AdvisoryData): string {
  // Feeds whose records have no dates have no newest one.
  return `of ${isoTime(builtAt)}${newestAt > 0 ? `, the newest record of ${isoTime(newestAt)}` : ''}`;
}

/** What their age is counted from: the newest record where records have dates, for a database built today of an old mirror is old. */
export function advisoriesOf({ builtAt, newestAt }: Pick<AdvisoryData, 'builtAt' | 'newestAt'>): EpochMs {
  return newestAt > 0 && newestAt < builtAt ? newestAt : builtAt;
}

/** Those whose last refresh failed, one sentence each. */
export function staleFeeds({ feeds }: AdvisoryData): readonly string[] {
  return feeds.flatMap(({ feed, failure, newestAt }) => {
    if (failure === undefined) return [];
    return [`${feed} was not refreshed (${failure})${newestAt > 0 ? `; its data are of ${isoTime(newestAt)}` : ''}`];
  });
}
