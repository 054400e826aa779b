/**
 * Ranges of versions as CycloneDX writes them: `vers:npm/>=1.0.0|<1.4.2`.
 * https://github.com/package-url/vers-spec, "Checking if a version is contained within a range"
 *
 * in     the text of a range; a version
 * out    whether the version lies in it, by the order of its own ecosystem
 * holds  a scheme nobody here knows is told, never guessed; a version that cannot be compared lies in no range
 */
import type { VersionOrder } from '../version/order.ts';
import { schemes } from '../version/schemes.ts';

export interface VersRange {
  readonly order: VersionOrder;
  readonly constraints: readonly Constraint[];
}

interface Constraint {
  readonly comparator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly version: string;
}

/** Names of the specification's registry, and those of package URLs that people write in their place. */
const orders: ReadonlyMap<string, VersionOrder> = new Map([
  ['npm', schemes.semver],
  ['semver', schemes.semver],
  ['cargo', schemes.semver],
  ['hex', schemes.semver],
  ['pub', schemes.semver],
  ['bitnami', schemes.semver],
  ['golang', schemes.go],
  ['go', schemes.go],
  ['deb', schemes.dpkg],
  ['rpm', schemes.rpm],
  ['apk', schemes.apk],
  ['alpine', schemes.apk],
  ['pypi', schemes.pep440],
  ['maven', schemes.maven],
  ['gem', schemes.gem],
  ['composer', schemes.composer],
  ['nuget', schemes.nuget],
  ['generic', schemes.generic],
]);

const longest = 4096;
const constraintsAtMost = 200;

/** The scheme's name where it is not known here; undefined for what is no range at all. */
export function parseVers(text: string): VersRange | { readonly unknown: string } | undefined {
  if (text.length > longest) return undefined;
  const match = /^vers:([a-z][a-z0-9.+-]{0,40})\/(.+)$/i.exec(text.replace(/\s/g, ''));
  const [, scheme = '', list = ''] = match ?? [];
  if (match === null) return undefined;
  const order = orders.get(scheme.toLowerCase());
  if (order === undefined) return { unknown: scheme.toLowerCase() };
  if (list === '*') return { order, constraints: [] };
  const parts = list.split('|').filter((part) => part !== '');
  if (parts.length === 0 || parts.length > constraintsAtMost) return undefined;
  const constraints = parts.map(constraintOf);
  return constraints.every((each) => each !== undefined) ? { order, constraints } : undefined;
}

function constraintOf(part: string): Constraint | undefined {
  const [, comparator = '', encoded = ''] = /^(!=|<=|>=|<|>|=)?([^<>=!]+)$/.exec(part) ?? [];
  const version = decoded(encoded);
  if (version === undefined || version === '' || version === '*') return undefined;
  return { comparator: (comparator || '=') as Constraint['comparator'], version };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // No encoding of anything: then the range says nothing that could be trusted.
    return undefined;
  }
}

/** False too where the version, or one the range names, cannot be compared. */
export function isInVers({ order, constraints }: VersRange, version: string): boolean {
  if (constraints.length === 0) return true;
  const placed = constraints.map((each) => ({ ...each, place: order.compare(version, each.version) }));
  if (placed.some(({ place }) => place === undefined)) return false;
  const own = placed.filter(({ place }) => place === 0);
  // The specification names a version once; of two words about one the narrower counts, whichever comes first.
  if (own.length > 0) return own.every(({ comparator }) => /^(?:=|<=|>=)$/.test(comparator));
  const bounds = placed
    .filter(({ comparator }) => comparator !== '=' && comparator !== '!=')
    .sort((a, b) => order.compare(a.version, b.version) ?? 0);
  // Of the bounds around the version the nearest on either side decide: both must let it in, where there are both.
  const below = bounds.findLast(({ place }) => (place ?? 0) > 0);
  const above = bounds.find(({ place }) => (place ?? 0) < 0);
  if (below === undefined && above === undefined) return false;
  return (
    (below === undefined || below.comparator.startsWith('>')) &&
    (above === undefined || above.comparator.startsWith('<'))
  );
}
