/** What to move to so that what can be fixed is: one line for each package, whichever number of vulnerabilities it has. */
import type { ImageFinding, ImageSeverity, VulnerabilityFinding } from '@plimsoll/core';
import type { VersionOrder } from '../version/order.ts';
import { schemes } from '../version/schemes.ts';
import { orderFindings } from './order-findings.ts';

export interface Upgrade {
  /** Packages of which the very same is said: built from one source, as a rule. Sorted, each name once. */
  readonly packages: readonly string[];
  readonly from: string;
  /** At least: the latest of the fixes. */
  readonly to: string;
  /** Vulnerabilities with a fix up to there, each counted once, by severity. */
  readonly clears: Readonly<Partial<Record<ImageSeverity, number>>>;
  readonly count: number;
}

interface Group {
  readonly name: string;
  readonly from: string;
  to: string;
  readonly ids: Map<string, ImageSeverity>;
}

/** Ordered like the findings: the first upgrade clears what needs somebody first. */
export function upgradesOf(findings: readonly ImageFinding[]): readonly Upgrade[] {
  const groups = new Map<string, Group>();
  for (const finding of orderFindings(findings.filter(isFixable))) {
    const { packageName: name, packageVersion: from = 'unknown', fixedIn: to = '', purl, id, severity } = finding;
    const key = `${typeOf(purl)}\0${name}\0${from}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { name, from, to, ids: new Map([[id, severity]]) });
      continue;
    }
    if ((schemeOf(purl).compare(to, group.to) ?? 0) > 0) group.to = to;
    if (!group.ids.has(id)) group.ids.set(id, severity);
  }
  const same = new Map<string, { readonly group: Group; readonly names: Set<string> }>();
  for (const group of groups.values()) {
    const key = [group.from, group.to, ...[...group.ids.keys()].sort()].join('\0');
    const known = same.get(key);
    if (known === undefined) same.set(key, { group, names: new Set([group.name]) });
    else known.names.add(group.name);
  }
  return [...same.values()].map(({ group: { from, to, ids }, names }) => ({
    packages: [...names].sort(),
    from,
    to,
    clears: countsOf(ids.values()),
    count: ids.size,
  }));
}

/** Where a fix is to be had by whoever upgrades: not behind a subscription, not of what nobody can compare. */
function isFixable(finding: ImageFinding): finding is VulnerabilityFinding {
  return (
    finding.kind === 'vulnerability' &&
    finding.suppressed === undefined &&
    !finding.hidden &&
    finding.verdict === 'affected' &&
    finding.status === 'fixed' &&
    finding.fixedIn !== undefined
  );
}

function countsOf(severities: Iterable<ImageSeverity>): Upgrade['clears'] {
  const counts: Partial<Record<ImageSeverity, number>> = {};
  for (const severity of severities) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

const ofType: Readonly<Record<string, VersionOrder>> = {
  deb: schemes.dpkg,
  apk: schemes.apk,
  rpm: schemes.rpm,
  npm: schemes.semver,
  cargo: schemes.semver,
  hex: schemes.semver,
  pub: schemes.semver,
  bitnami: schemes.semver,
  pypi: schemes.pep440,
  maven: schemes.maven,
  gem: schemes.gem,
  composer: schemes.composer,
  nuget: schemes.nuget,
  golang: schemes.go,
};

function typeOf(purl: string): string {
  return /^pkg:([a-z0-9.+-]{1,40})\//.exec(purl)?.[1] ?? '';
}

function schemeOf(purl: string): VersionOrder {
  const type = typeOf(purl);
  return Object.hasOwn(ofType, type) ? (ofType[type] as VersionOrder) : schemes.generic;
}
