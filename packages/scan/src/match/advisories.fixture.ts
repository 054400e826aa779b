/** Advisories and packages in memory, with what a test does not care about filled in. */
import type { EpochMs, Epss, KnownExploited, OperatingSystem, Package, PackageType } from '@plimsoll/core';
import type { Advisory, AdvisoryDatabase, AdvisoryEvent, ReleaseEnd } from '../advisory/advisory.ts';

type Sparse<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** `before('1.2')`: everything before 1.2; `all()`: everything. */
export const before = (fixed: string) => [{ introduced: '0' }, { fixed }] as const;
export const all = () => [{ introduced: '0' }] as const;

export function advisory(
  id: string,
  ecosystem: string,
  name: string,
  events: readonly AdvisoryEvent[],
  more: Sparse<Advisory> = {},
): Advisory {
  return {
    id,
    ecosystem,
    package: name,
    aliases: [],
    upstream: [],
    feed: `osv/${ecosystem.split(':')[0]}`,
    ranges: events.length === 0 ? [] : [{ type: 'ECOSYSTEM', events }],
    versions: [],
    malicious: false,
    ratings: [],
    publishedAt: undefined,
    modifiedAt: 0,
    summary: '',
    ...(more as Partial<Advisory>),
    module: more.module,
    status: more.status,
  };
}

interface FakeMore {
  readonly kev?: Readonly<Record<string, KnownExploited>>;
  readonly epss?: Readonly<Record<string, Epss>>;
  /** By product and release: `debian/12`. */
  readonly ends?: Readonly<Record<string, ReleaseEnd>>;
  /** Ecosystems it covers beside those of its advisories. */
  readonly covers?: readonly string[];
  readonly onFind?: (ecosystem: string, name: string) => void;
}

export function fakeAdvisories(advisories: readonly Advisory[], more: FakeMore = {}): AdvisoryDatabase {
  const byKey = new Map<string, Advisory[]>();
  const covered = new Set(more.covers);
  for (const each of advisories) {
    const key = `${each.ecosystem}\u0000${each.package}`;
    covered.add(each.ecosystem);
    const others = byKey.get(key);
    if (others === undefined) byKey.set(key, [each]);
    else others.push(each);
  }
  return {
    data: { generation: 'test', builtAt: 2000 as EpochMs, newestAt: 1000 as EpochMs, feeds: [] },
    find(ecosystem, name) {
      more.onFind?.(ecosystem, name);
      return byKey.get(`${ecosystem}\u0000${name}`) ?? [];
    },
    covers: (ecosystem) => covered.has(ecosystem),
    kev: (cve) => more.kev?.[cve],
    epss: (cve) => more.epss?.[cve],
    endOfLife: (product, release) => more.ends?.[`${product}/${release}`],
    detail: () => undefined,
    close() {},
  };
}

export function installed(
  type: PackageType,
  name: string,
  version: string | undefined,
  more: Sparse<Package> = {},
): Package {
  const path = more.path ?? (type === 'deb' ? 'var/lib/dpkg/status' : `opt/app/${name}`);
  return {
    id: `pkg:${type}/${name}@${version}#${path}`,
    type,
    name,
    version,
    purl: `pkg:${type}/${name}${version === undefined ? '' : `@${version}`}`,
    architecture: 'amd64',
    source: undefined,
    module: undefined,
    thirdParty: false,
    licence: undefined,
    path,
    layer: undefined,
    origin: 'unknown',
    ownedBy: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
    ...(more as Partial<Package>),
  };
}

export function system(id: string, version: string, more: Sparse<OperatingSystem> = {}): OperatingSystem {
  return {
    id,
    version,
    idLike: [],
    codename: undefined,
    name: `${id} ${version}`,
    endOfLifeAt: undefined,
    extendedSupportUntil: undefined,
    ...(more as Partial<OperatingSystem>),
  };
}
