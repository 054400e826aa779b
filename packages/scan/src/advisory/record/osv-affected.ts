/** The packages a record names, with their ranges. */
import type { FixStatus, Rating } from '@plimsoll/core';
import type { AdvisoryEvent, AdvisoryRange } from '../advisory.ts';
import { recordLimits as limits } from './limits.ts';
import { fixesModular, streamsOf } from './module-streams.ts';
import type { NormalAffected } from './normal-record.ts';
import { packageRatings } from './osv-ratings.ts';
import { asList, asName, asNames, asObject, type Json } from './osv-shape.ts';
import { baseOf, normalName } from './package-name.ts';
import type { VectorReader } from './severity.ts';

interface AffectedOptions {
  readonly id: string;
  readonly base: string;
  readonly summary: string;
  readonly vectors: VectorReader;
}

/** Whose packages come in module streams. */
const modular: ReadonlySet<string> = new Set(['AlmaLinux', 'Rocky Linux', 'Red Hat', 'Oracle Linux']);

export function affectedOf(
  entries: readonly unknown[],
  options: AffectedOptions,
): readonly NormalAffected[] | { readonly invalid: string } {
  if (entries.length > limits.affected) return { invalid: `it names ${entries.length} packages` };
  const found: NormalAffected[] = [];
  for (const [index, entry] of entries.entries()) {
    const json = asObject(entry);
    const name = asObject(json?.package);
    // Records about code alone (GIT ranges) have no package.
    if (json === undefined || name === undefined) continue;
    const ecosystem = asName(name.ecosystem, limits.nameChars);
    const spelled = asName(name.name, limits.nameChars);
    if (ecosystem === undefined || spelled === undefined) return { invalid: `package ${index + 1} has no name` };
    if (baseOf(ecosystem) !== options.base) continue;
    const bounds = boundsOf(json, index);
    if ('invalid' in bounds) return bounds;
    if (bounds.ranges.length === 0 && bounds.versions.length === 0) continue;
    const packaged = { ...bounds, ecosystem, package: normalName(ecosystem, spelled), notAffected: false };
    const judged = { status: statusOf(json), ratings: packageRatings(json, options) as readonly Rating[] };
    for (const module of modulesOf(json, bounds.ranges, options)) found.push({ ...packaged, ...judged, module });
  }
  return found;
}

type Bounds = Pick<NormalAffected, 'ranges' | 'versions'>;

function boundsOf(json: Json, index: number): Bounds | { readonly invalid: string } {
  const versions = asList(json.versions);
  const ranges = asList(json.ranges);
  if (versions.length > limits.versions) return { invalid: `package ${index + 1} has ${versions.length} versions` };
  if (ranges.length > limits.ranges) return { invalid: `package ${index + 1} has ${ranges.length} ranges` };
  const read: AdvisoryRange[] = [];
  for (const each of ranges) {
    const range = asObject(each);
    if (range?.type === 'GIT') continue;
    if (range?.type !== 'SEMVER' && range?.type !== 'ECOSYSTEM')
      return { invalid: `package ${index + 1} has a range of an unknown type` };
    const events = eventsOf(asList(range.events));
    if (events === undefined) return { invalid: `package ${index + 1} has a range whose events make no sense` };
    // Notes like "fixed in 0" say that nothing is affected: an empty range.
    if (!isEmpty(events)) read.push({ type: range.type, events });
  }
  return { ranges: read, versions: asNames(versions, limits.versionChars, limits.versions) };
}

function eventsOf(list: readonly unknown[]): readonly AdvisoryEvent[] | undefined {
  if (list.length === 0 || list.length > limits.events) return undefined;
  const events: AdvisoryEvent[] = [];
  for (const each of list) {
    const json = asObject(each);
    if (json === undefined) return undefined;
    const event = eventOf(json);
    if (event === undefined) return undefined;
    events.push(event);
  }
  return events;
}

function eventOf(json: Json): AdvisoryEvent | undefined {
  const text = (value: unknown) => asName(value, limits.versionChars);
  const introduced = text(json.introduced);
  if (introduced !== undefined) return { introduced };
  const fixed = text(json.fixed);
  if (fixed !== undefined) return { fixed };
  const lastAffected = text(json.last_affected);
  if (lastAffected !== undefined) return { lastAffected };
  const limit = text(json.limit);
  return limit === undefined ? undefined : { limit };
}

function isEmpty(events: readonly AdvisoryEvent[]): boolean {
  return events.some((event) => 'fixed' in event && event.fixed === '0');
}

/** undefined once: not modular. '' once: modular, stream not told. */
function modulesOf(
  json: Json,
  ranges: readonly AdvisoryRange[],
  { base, summary }: AffectedOptions,
): readonly (string | undefined)[] {
  if (!modular.has(base)) return [undefined];
  const own = asObject(json.ecosystem_specific) ?? {};
  const told = asName(own.module ?? own.modularity ?? own.module_stream, limits.nameChars);
  if (told !== undefined) return [told];
  if (!fixesModular(ranges)) return [undefined];
  const streams = streamsOf(summary);
  return streams.length === 0 ? [''] : streams;
}

/** Debian's `urgency` says that a release has no more support; everything else about its state comes from its tracker. */
function statusOf(json: Json): FixStatus | undefined {
  const urgency = asObject(json.ecosystem_specific)?.urgency;
  return urgency === 'end-of-life' ? 'end-of-life' : undefined;
}
