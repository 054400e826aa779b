/**
 * What follows from all records about one vulnerability in one package: whether it is there, which record says so, what fixes it.
 */
import { type FixStatus, isOsPackage, type OperatingSystem, type Rating } from '@plimsoll/core';
import { schemeOf } from '../version/schemes.ts';
import type { Vulnerability } from './group.ts';
import type { Judged } from './judge.ts';
import { judgeAdvisory } from './range.ts';
import type { Readings } from './readings.ts';

export interface Decision {
  readonly verdict: 'affected' | 'undecided';
  readonly status: FixStatus;
  readonly fixedIn: string | undefined;
  /** The record the decision stands on. */
  readonly ground: Judged;
  readonly ratings: readonly Rating[];
}

interface DecideOptions {
  readonly readings: Readings;
  readonly os: OperatingSystem | undefined;
  readonly now: number;
}

/** undefined: not affected. */
export function decide({ id, records }: Vulnerability, { readings, os, now }: DecideOptions): Decision | undefined {
  const { counting, subscription } = bySupport(records);
  const affected = counting.filter(({ verdict }) => verdict === 'affected');
  const speaking = affected.length > 0 ? affected : counting.filter(({ verdict }) => verdict === 'undecided');
  if (speaking.length === 0) return undefined;
  const fixedIn = smallestFix(speaking, readings);
  const [ground] = speaking.toSorted((a, b) => groundRank(a, fixedIn, id) - groundRank(b, fixedIn, id));
  if (ground === undefined) return undefined;
  const decision = {
    verdict: affected.length > 0 ? 'affected' : 'undecided',
    ground,
    ratings: ratingsOf(records),
  } as const;
  if (fixedIn !== undefined && !ground.lookUp.subscription) return { ...decision, status: 'fixed', fixedIn };
  const paid =
    fixedIn ??
    smallestFix(
      subscription.filter(({ verdict }) => verdict === 'affected'),
      readings,
    );
  // What a subscription's records hold may be published to everybody: the version tells.
  if (paid !== undefined)
    return { ...decision, status: /[+~]esm\d/.test(paid) ? 'fix-needs-subscription' : 'fixed', fixedIn: paid };
  const told = speaking
    .map(({ advisory }) => advisory.status)
    .find((status) => status !== undefined && status !== 'fixed');
  const status =
    told ?? (isOsPackage(ground.lookUp.package.type) && isPastSupport(os, now) ? 'end-of-life' : 'not-fixed');
  return { ...decision, status, fixedIn: undefined };
}

/**
 * A build from a subscription is judged by the subscription's records, where there are any. For any other build those records only
 * tell where a fix is to be had: what everybody's records call fixed is fixed.
 */
function bySupport(records: readonly Judged[]): {
  readonly counting: readonly Judged[];
  readonly subscription: readonly Judged[];
} {
  const subscription = records.filter(({ lookUp }) => lookUp.subscription);
  if (subscription.length === 0) return { counting: records, subscription };
  const everybody = records.filter(({ lookUp }) => !lookUp.subscription);
  const paid = /[+~]esm\d/.test(subscription[0]?.lookUp.version ?? '');
  return { counting: paid || everybody.length === 0 ? subscription : everybody, subscription };
}

/** The smallest fix of any record after which no record calls the package affected. */
function smallestFix(records: readonly Judged[], readings: Readings): string | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const fixes = [...new Set(records.map(({ fixedIn }) => fixedIn).filter((fix) => fix !== undefined))];
  const scheme = schemeOf(first.lookUp.ecosystem);
  if (fixes.length < 2) return fixes[0];
  fixes.sort((a, b) => readings.compare(scheme, a, b) ?? 0);
  const clears = (fix: string) =>
    records.every(
      ({ advisory, fixedIn }) =>
        fixedIn === undefined ||
        fixedIn === fix ||
        ((readings.compare(scheme, fix, fixedIn) ?? -1) >= 0 &&
          judgeAdvisory(fix, advisory, { scheme, readings }).verdict !== 'affected'),
    );
  return fixes.find(clears) ?? fixes.at(-1);
}

/** The record with the chosen fix; of several the one that says more than the vulnerability's own number. */
function groundRank({ advisory, fixedIn }: Judged, chosen: string | undefined, id: string): number {
  return (fixedIn === chosen ? 0 : 2) + (advisory.id.includes(id) ? 1 : 0);
}

/** The distribution's own first; a source that rates nothing after those that do; each rating once. */
function ratingsOf(records: readonly Judged[]): readonly Rating[] {
  const seen = new Map<string, Rating>();
  for (const { advisory } of records)
    for (const rating of advisory.ratings) {
      const key = `${rating.source}\n${rating.severity}\n${rating.vector}`;
      if (!seen.has(key)) seen.set(key, rating);
    }
  const order = ({ source, severity }: Rating) => (severity === 'unknown' ? 2 : 0) + (source === 'nvd' ? 1 : 0);
  return [...seen.values()].sort((a, b) => order(a) - order(b));
}

/** No more fixes, for those who pay either. */
export function isPastSupport(os: OperatingSystem | undefined, now: number): boolean {
  if (os?.endOfLifeAt === undefined || os.endOfLifeAt > now) return false;
  return os.extendedSupportUntil === undefined || os.extendedSupportUntil <= now;
}
