/** When a release of an operating system stops being mended. */
import type { EpochMs, OperatingSystem } from '@plimsoll/core';
import type { AdvisoryDatabase, ReleaseEnd } from '../../advisory/advisory.ts';
import { type SupportDates, supportDates } from './end-of-life-dates.ts';

export type Support = Pick<OperatingSystem, 'endOfLifeAt' | 'extendedSupportUntil'>;

const unknown: Support = { endOfLifeAt: undefined, extendedSupportUntil: undefined };

/** What tells of newer releases and newer dates than the table that comes with the program. */
export type ReleaseEnds = Pick<AdvisoryDatabase, 'endOfLife'>;

/** How endoflife.date names what os-release calls by its `ID`; anything else it may know by the same name is no operating system. */
const products: Readonly<Record<string, string>> = {
  almalinux: 'almalinux',
  alpine: 'alpine-linux',
  amzn: 'amazon-linux',
  azurelinux: 'azure-linux',
  centos: 'centos',
  'centos-stream': 'centos-stream',
  debian: 'debian',
  fedora: 'fedora',
  mariner: 'azure-linux',
  ol: 'oracle-linux',
  'opensuse-leap': 'opensuse',
  photon: 'photon',
  rhel: 'rhel',
  rocky: 'rocky-linux',
  sles: 'sles',
  ubuntu: 'ubuntu',
};

/** The system with its support as the database has it, or else the table. */
export function supported(os: OperatingSystem, ends: ReleaseEnds | undefined): OperatingSystem {
  return { ...os, ...supportOf(os, ends) };
}

/**
 * By the full version, then by fewer and fewer parts of it: `3.20.3`, `3.20`, `3`. A rolling release has no end. Of the same release the
 * database's dates count; what it leaves open is filled from the table.
 */
export function supportOf(
  { id, version, name }: Pick<OperatingSystem, 'id' | 'version' | 'name'>,
  ends?: ReleaseEnds | undefined,
): Support {
  const key = id === 'centos' && /\bstream\b/i.test(name) ? 'centos-stream' : id;
  const table = ownOf(supportDates, key);
  const product = ownOf(products, key);
  if (version === '') return unknown;
  for (let asked = version; asked !== ''; asked = asked.slice(0, Math.max(0, asked.lastIndexOf('.')))) {
    const told = product === undefined ? undefined : ends?.endOfLife(product, asked);
    const dates = table === undefined ? undefined : ownOf(table, asked);
    if (told !== undefined || dates !== undefined) return joined(told, dates);
  }
  return unknown;
}

function joined(told: ReleaseEnd | undefined, [ends, extended]: SupportDates | readonly [] = []): Support {
  const endOfLifeAt = lastMoment(told?.endOfLifeAt) ?? endOf(ends);
  const extendedSupportUntil = lastMoment(told?.extendedSupportUntil) ?? endOf(extended);
  // Of two sources: a later end of the one may have overtaken what the other calls extended.
  const overtaken =
    endOfLifeAt !== undefined && extendedSupportUntil !== undefined && extendedSupportUntil < endOfLifeAt;
  return { endOfLifeAt, extendedSupportUntil: overtaken ? undefined : extendedSupportUntil };
}

function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

const dayMs = 86_400_000;

/** The named day is still one of support. */
function endOf(day: string | undefined): EpochMs | undefined {
  return day === undefined ? undefined : lastMoment(Date.parse(day) as EpochMs);
}

function lastMoment(at: EpochMs | undefined): EpochMs | undefined {
  return at === undefined ? undefined : ((Math.floor(at / dayMs) * dayMs + dayMs - 1) as EpochMs);
}
