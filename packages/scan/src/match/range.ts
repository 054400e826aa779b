/**
 * Whether a version lies in an advisory's ranges, by the evaluation algorithm of the OSV schema
 * (https://ossf.github.io/osv-schema/#evaluation), with a third answer: that it cannot be told.
 */
import type { Advisory, AdvisoryEvent, AdvisoryRange } from '../advisory/advisory.ts';
import type { VersionOrder } from '../version/order.ts';
import type { Readings } from './readings.ts';

export type Verdict = 'affected' | 'not-affected' | 'undecided';

export interface RangeVerdict {
  readonly verdict: Verdict;
  /** The fix that ends the stretch the version lies in; undefined when there is none. */
  readonly fixedIn: string | undefined;
  /** In the record's own terms: `fixed in 1.2.3`, `1.0 to 1.4`, `all versions`. */
  readonly condition: string;
}

export interface RangeContext {
  readonly scheme: VersionOrder;
  readonly readings: Readings;
}

/** @param version as installed; undefined when what is there does not say: then only "all versions" can be decided */
export function judgeAdvisory(
  version: string | undefined,
  advisory: Pick<Advisory, 'ranges' | 'versions'>,
  context: RangeContext,
): RangeVerdict {
  let undecided: RangeVerdict | undefined;
  let affected: RangeVerdict | undefined;
  for (const range of advisory.ranges) {
    const judged = judgeRange(version, range, context);
    if (judged.verdict === 'undecided') undecided ??= judged;
    // Of stretches that overlap the one that ends last counts.
    if (judged.verdict === 'affected' && (affected === undefined || endsLater(judged, affected, context)))
      affected = judged;
  }
  if (affected !== undefined) return affected;
  if (lists(advisory, version, context)) {
    const fixedIn = version === undefined ? undefined : nextFix(version, advisory.ranges, context);
    return { verdict: 'affected', fixedIn, condition: `${version} is listed as affected` };
  }
  if (version === undefined && advisory.versions.length > 0)
    undecided ??= {
      verdict: 'undecided',
      fixedIn: undefined,
      condition: `${advisory.versions.length} listed versions`,
    };
  return undecided ?? { verdict: 'not-affected', fixedIn: undefined, condition: '' };
}

function judgeRange(version: string | undefined, { events }: AdvisoryRange, context: RangeContext): RangeVerdict {
  const answer = (verdict: Verdict, end?: AdvisoryEvent): RangeVerdict => ({
    verdict,
    fixedIn: end !== undefined && 'fixed' in end ? end.fixed : undefined,
    condition: verdict === 'not-affected' ? '' : describe(events, end),
  });
  if (events.every((event) => 'introduced' in event && event.introduced === '0'))
    return answer(events.length > 0 ? 'affected' : 'not-affected');
  if (version === undefined || !context.readings.readable(context.scheme, version)) return answer('undecided');
  let last: { readonly event: AdvisoryEvent; readonly at: string } | undefined;
  let next: { readonly event: AdvisoryEvent; readonly at: string } | undefined;
  let limits = 0;
  let belowLimit = false;
  const compare = (a: string, b: string) => orderWithZero(a, b, context);
  for (const event of events) {
    const at = versionOf(event);
    const order = compare(version, at);
    if (order === undefined) return answer('undecided');
    if ('limit' in event) {
      limits++;
      belowLimit ||= order < 0;
      continue;
    }
    const passed = 'lastAffected' in event ? order > 0 : order >= 0;
    // Of two events at one version the one the record names later counts.
    if (passed) {
      if (last === undefined || (compare(at, last.at) ?? 0) >= 0) last = { event, at };
    } else if (!('introduced' in event) && (next === undefined || (compare(at, next.at) ?? 0) < 0))
      next = { event, at };
  }
  const inside = last !== undefined && 'introduced' in last.event && (limits === 0 || belowLimit);
  return inside ? answer('affected', next?.event) : answer('not-affected');
}

/** `0` as introduced is before every version, whatever the scheme; elsewhere it is a version like any other. */
function orderWithZero(a: string, b: string, { scheme, readings }: RangeContext): number | undefined {
  if (b === '0') return a === '0' ? 0 : 1;
  return a === '0' ? -1 : readings.compare(scheme, a, b);
}

function versionOf(event: AdvisoryEvent): string {
  if ('introduced' in event) return event.introduced;
  if ('fixed' in event) return event.fixed;
  return 'lastAffected' in event ? event.lastAffected : event.limit;
}

function endsLater(a: RangeVerdict, b: RangeVerdict, { scheme, readings }: RangeContext): boolean {
  if (b.fixedIn === undefined) return false;
  return a.fixedIn === undefined || (readings.compare(scheme, a.fixedIn, b.fixedIn) ?? 0) > 0;
}

function lists(
  { versions, ranges }: Pick<Advisory, 'ranges' | 'versions'>,
  version: string | undefined,
  context: RangeContext,
): boolean {
  if (version === undefined || versions.length === 0) return false;
  if (versions.includes(version)) return true;
  // Where there are ranges they cover other spellings of the same version.
  return ranges.length === 0 && versions.some((each) => context.readings.compare(context.scheme, each, version) === 0);
}

function nextFix(
  version: string,
  ranges: readonly AdvisoryRange[],
  { scheme, readings }: RangeContext,
): string | undefined {
  let smallest: string | undefined;
  for (const { events } of ranges)
    for (const event of events) {
      if (!('fixed' in event) || !((readings.compare(scheme, event.fixed, version) ?? 0) > 0)) continue;
      if (smallest === undefined || (readings.compare(scheme, event.fixed, smallest) ?? 0) < 0) smallest = event.fixed;
    }
  return smallest;
}

function describe(events: readonly AdvisoryEvent[], end: AdvisoryEvent | undefined): string {
  if (end !== undefined && 'fixed' in end) return `fixed in ${end.fixed}`;
  if (end !== undefined && 'lastAffected' in end) return `${end.lastAffected} is the last version known to be affected`;
  const pieces = events.slice(0, 8).map((event) => {
    if ('introduced' in event) return event.introduced === '0' ? '' : `from ${event.introduced}`;
    if ('fixed' in event) return `fixed in ${event.fixed}`;
    return 'lastAffected' in event ? `up to ${event.lastAffected}` : `below ${event.limit}`;
  });
  const text = pieces.filter((piece) => piece !== '').join(', ');
  return text === '' ? 'all versions, no fix known' : text;
}
