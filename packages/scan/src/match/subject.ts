/**
 * What of an image is held against advisories: package by package, under which names, and what is left out and why.
 *
 * in     the packages of an image and its operating system
 * out    look-ups, and notes for what is not looked up
 * holds  nothing is left out without a note
 */
import { isOsPackage, type OperatingSystem, type Package } from '@plimsoll/core';
import type { AdvisoryDatabase } from '../advisory/advisory.ts';
import { normalName } from '../advisory/record/package-name.ts';
import { goRelease } from '../version/go.ts';
import { languageEcosystem, type OsEcosystems, osEcosystems } from './ecosystems.ts';

/** One name of one package in one ecosystem. */
export interface LookUp {
  readonly package: Package;
  readonly ecosystem: string;
  readonly name: string;
  /** Of what the name stands for: the source's for a source package. */
  readonly version: string | undefined;
  /** The name is that of the source package. */
  readonly bySource: boolean;
  readonly subscription: boolean;
}

export interface Subjects {
  readonly lookUps: readonly LookUp[];
  /** What was left out, by reason, with how many packages. */
  readonly leftOut: ReadonlyMap<LeftOut, readonly Package[]>;
  /** Looked up under their own name although the advisories name sources: nobody says what they were built from. */
  readonly sourceless: readonly Package[];
}

export type LeftOut =
  | { readonly reason: 'third-party' }
  | { readonly reason: 'owned' }
  | { readonly reason: 'no-group' }
  | { readonly reason: 'no-ecosystem' }
  | { readonly reason: 'os-unknown' }
  | { readonly reason: 'not-covered'; readonly ecosystem: string };

interface SubjectOptions {
  readonly packages: readonly Package[];
  readonly os: OperatingSystem | undefined;
  readonly database: Pick<AdvisoryDatabase, 'covers'>;
}

export function subjectsOf({ packages, os, database }: SubjectOptions): Subjects {
  const lookUps: LookUp[] = [];
  const left = new Map<string, { readonly why: LeftOut; readonly packages: Package[] }>();
  const leave = (why: LeftOut, pkg: Package) => {
    const key = why.reason === 'not-covered' ? why.ecosystem : why.reason;
    const known = left.get(key);
    if (known === undefined) left.set(key, { why, packages: [pkg] });
    else known.packages.push(pkg);
  };
  const coverage = new Map<string, boolean>();
  const covers = (ecosystem: string) => {
    const known = coverage.get(ecosystem) ?? database.covers(ecosystem);
    coverage.set(ecosystem, known);
    return known;
  };
  const system = os === undefined ? undefined : coveredSystem(osEcosystems(os), covers);
  const owners = ownersOf(packages, system);
  const sourceless: Package[] = [];
  const epochOf = sourceEpochs(packages);
  for (const pkg of preferInstalled(packages)) {
    if (isOsPackage(pkg.type)) {
      if (os === undefined || system === undefined) leave({ reason: 'os-unknown' }, pkg);
      else if (pkg.thirdParty) leave({ reason: 'third-party' }, pkg);
      else if (system.base.length === 0 && system.subscription.length === 0)
        leave({ reason: 'not-covered', ecosystem: osEcosystems(os).base[0] ?? os.name }, pkg);
      else {
        lookUps.push(...osLookUps(pkg, system, epochOf));
        if (pkg.source === undefined && system.names === 'source') sourceless.push(pkg);
      }
      continue;
    }
    const ecosystem = languageEcosystem(pkg.type);
    if (ecosystem === undefined) leave({ reason: 'no-ecosystem' }, pkg);
    else if (pkg.ownedBy !== undefined && owners.has(pkg.ownedBy)) leave({ reason: 'owned' }, pkg);
    else if (pkg.type === 'maven' && !pkg.name.includes(':')) leave({ reason: 'no-group' }, pkg);
    else if (!covers(ecosystem)) leave({ reason: 'not-covered', ecosystem }, pkg);
    else lookUps.push(languageLookUp(pkg, ecosystem));
  }
  return { lookUps, leftOut: new Map([...left.values()].map(({ why, packages }) => [why, packages])), sourceless };
}

function coveredSystem(system: OsEcosystems, covers: (ecosystem: string) => boolean): OsEcosystems {
  return { ...system, base: system.base.filter(covers), subscription: system.subscription.filter(covers) };
}

/** Packages whose word counts for the files they own: the distribution's own, if its advisories are at hand. */
function ownersOf(packages: readonly Package[], system: OsEcosystems | undefined): ReadonlySet<string> {
  if (system === undefined || system.base.length === 0) return new Set();
  return new Set(packages.filter((pkg) => isOsPackage(pkg.type) && !pkg.thirdParty).map((pkg) => pkg.id));
}

/** A lock file that names what is installed beside it says nothing new. */
function preferInstalled(packages: readonly Package[]): readonly Package[] {
  const installed = new Set<string>();
  const keyOf = (pkg: Package) => `${pkg.type}\n${pkg.name}\n${pkg.version}`;
  for (const pkg of packages) if (pkg.evidence === 'installed') installed.add(keyOf(pkg));
  return packages.filter((pkg) => pkg.evidence === 'installed' || !installed.has(keyOf(pkg)));
}

function osLookUps(pkg: Package, system: OsEcosystems, epochOf: EpochOf): readonly LookUp[] {
  const names = namesOf(pkg, system.names, epochOf);
  const found: LookUp[] = [];
  for (const each of names) {
    for (const ecosystem of system.base) found.push({ package: pkg, ecosystem, ...each, subscription: false });
    for (const ecosystem of system.subscription) found.push({ package: pkg, ecosystem, ...each, subscription: true });
  }
  return found;
}

type Named = Pick<LookUp, 'name' | 'version' | 'bySource'>;

/** A package whose source nobody names stands for itself: no upstream is guessed. */
function namesOf(pkg: Package, names: OsEcosystems['names'], epochOf: EpochOf): readonly Named[] {
  const own: Named = { name: pkg.name, version: pkg.version, bySource: false };
  if (pkg.source === undefined || names === 'binary') return [own];
  const source: Named = { name: pkg.source.name, version: withEpoch(pkg, epochOf), bySource: true };
  if (names === 'source' || (source.name === own.name && source.version === own.version)) return [source];
  return [own, source];
}

/** Of a source rpm, whose file name has none. */
type EpochOf = (source: NonNullable<Package['source']>) => string | undefined;

/**
 * A source's epoch is that of its packages, save those with a version of their own: perl's modules have their own numbers, and epochs
 * that are not perl's.
 */
function sourceEpochs(packages: readonly Package[]): EpochOf {
  let known: Map<string, string> | undefined;
  const keyOf = ({ name, version }: NonNullable<Package['source']>) => `${name}\n${version}`;
  return (source) => {
    if (known === undefined) {
      known = new Map();
      for (const { type, version, source: own } of packages) {
        if (type !== 'rpm' || own === undefined) continue;
        const [, epoch, rest] = /^(?:(\d+):)?(.*)$/.exec(version ?? '') ?? [];
        if (epoch !== undefined && rest === own.version) known.set(keyOf(own), epoch);
      }
    }
    return known.get(keyOf(source));
  };
}

function withEpoch({ type, source }: Package, epochOf: EpochOf): string | undefined {
  if (type !== 'rpm' || source === undefined || source.version.includes(':')) return source?.version;
  const epoch = epochOf(source);
  return epoch === undefined ? source.version : `${epoch}:${source.version}`;
}

function languageLookUp(pkg: Package, ecosystem: string): LookUp {
  const version = pkg.type === 'golang' && pkg.name === 'stdlib' ? goRelease(pkg.version ?? '') : pkg.version;
  return {
    package: pkg,
    ecosystem,
    name: normalName(ecosystem, pkg.name),
    version,
    bySource: false,
    subscription: false,
  };
}
