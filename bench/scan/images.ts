/** Packages and images as they are stored, made of the names and versions the advisories speak of. */
import type { Digest, EpochMs, Image, OperatingSystem, Package } from '@plimsoll/core';
import { type AdvisoryDatabase, schemeOf } from '@plimsoll/scan';

export const now = Date.UTC(2026, 10, 23) as EpochMs;
export const os: OperatingSystem = {
  id: 'debian',
  idLike: [],
  version: '12',
  codename: 'bookworm',
  name: 'Debian GNU/Linux 12 (bookworm)',
  endOfLifeAt: undefined,
  extendedSupportUntil: undefined,
};
const layer: Digest = `sha256:${'1'.repeat(64)}`;

/** A generator of numbers in 0…1 that gives the same ones each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface NamedVersion {
  readonly type: 'deb' | 'golang' | 'pypi';
  readonly name: string;
  readonly version: string;
}

const ecosystems = { deb: 'Debian:12', golang: 'Go', pypi: 'PyPI' } as const;

/**
 * Packages as images hold them: of ten, five nobody ever wrote an advisory about, four that are up to date, one that is old.
 * Their names and versions are those of the advisories; `linux`, with its thousands of advisories, is in no image.
 */
export function packagesLike(
  database: AdvisoryDatabase,
  names: readonly { readonly ecosystem: string; readonly name: string }[],
): () => NamedVersion {
  const random = seeded(1);
  const known = (Object.entries(ecosystems) as [NamedVersion['type'], string][]).flatMap(([type, ecosystem]) =>
    names
      .filter((each) => each.ecosystem === ecosystem && each.name !== 'linux')
      .map(({ name }) => ({ type, ecosystem, name })),
  );
  return () => {
    const { type, ecosystem, name } = known[Math.floor(random() * known.length)] as (typeof known)[number];
    const kind = random();
    if (kind < 0.5) return { type, name: `${name}-${Math.floor(random() * 1e6)}`, version: '1.2.3' };
    const fixes = database
      .find(ecosystem, name)
      .flatMap(({ ranges }) =>
        ranges.flatMap(({ events }) => events.flatMap((event) => ('fixed' in event ? event.fixed : []))),
      );
    const { compare } = schemeOf(ecosystem);
    const inOrder = fixes.toSorted((a, b) => compare(a, b) ?? 0);
    return { type, name, version: (kind < 0.9 ? inOrder.at(-1) : inOrder[0]) ?? '1.2.3' };
  };
}

export function packageOf({ type, name, version }: NamedVersion, place: number): Package {
  return {
    id: `${type}:${name}@${version}#${place}`,
    type,
    name,
    version,
    purl: `pkg:${type}/${name}@${version}`,
    architecture: type === 'deb' ? 'amd64' : undefined,
    source: type === 'deb' ? { name, version } : undefined,
    module: undefined,
    thirdParty: false,
    licence: undefined,
    path: type === 'deb' ? 'var/lib/dpkg/status' : `srv/app/${place}`,
    layer,
    origin: 'unknown',
    ownedBy: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
  };
}

export function imageOf(number: number): Image {
  return {
    reference: `registry.example/shop/service-${number}:1`,
    repository: `registry.example/shop/service-${number}`,
    tag: '1',
    digest: `sha256:${number.toString(16).padStart(64, '0')}`,
    platform: { os: 'linux', architecture: 'amd64', variant: undefined },
    createdAt: now,
    bytes: 70_000_000,
    config: {
      user: '1000',
      entrypoint: [],
      cmd: ['/srv/app'],
      env: [],
      exposedPorts: [],
      volumes: [],
      workingDir: '/',
      labels: {},
      hasHealthcheck: true,
    },
    layers: [{ index: 0, diffId: layer, digest: undefined, bytes: 70_000_000, command: undefined, origin: 'unknown' }],
    os,
    base: undefined,
  };
}
