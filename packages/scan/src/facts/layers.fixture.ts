/** Layers as their facts, for a test to write down. */
import type { BaseImage, Digest } from '@plimsoll/core';
import type { ImageContents } from './contents.ts';
import type { Executable, FoundPackage, Inventory, LayerFacts, SecretFact } from './layer-facts.ts';
import { mergeLayers, type ReadLayer } from './merge.ts';
import { encodePathSet } from './path-set.ts';

export const diffIdOf = (index: number): Digest => `sha256:${index.toString(16).padStart(64, '0')}`;

export interface WrittenLayer extends Partial<Omit<LayerFacts, 'files' | 'schema' | 'diffId' | 'analyzers'>> {
  /** Beside those that inventories, releases, links, executables and secrets lie at. */
  readonly paths?: readonly string[];
}

export function readLayer(index: number, { paths = [], ...written }: WrittenLayer): ReadLayer {
  const facts = {
    schema: 1,
    diffId: diffIdOf(index),
    analyzers: 'test',
    entries: 0,
    bytes: 0,
    whiteouts: [],
    inventories: [],
    releases: [],
    links: [],
    executables: [],
    writable: [],
    secrets: [],
    malware: [],
    problems: [],
    passedOver: {},
    ...written,
  } as const;
  const placed = [
    facts.inventories,
    facts.releases,
    facts.links,
    facts.executables,
    facts.secrets,
    facts.malware,
  ].flat();
  // A list of owned files lies in a folder, not at a path of its own.
  const files = placed.filter((each) => !('packages' in each && each.packages.length === 0 && each.owned.length > 0));
  return {
    source: { index, diffId: diffIdOf(index), digest: undefined, bytes: 0, mediaType: '', command: undefined },
    facts: { ...facts, files: encodePathSet([...paths, ...files.map(({ path }) => path)]) },
  };
}

export function merged(written: readonly WrittenLayer[], base?: BaseImage): ImageContents {
  const layers = written.map((layer, index) => readLayer(index, layer));
  return mergeLayers({ layers, base });
}

export function found(name: string, version: string, more: Partial<FoundPackage> = {}): FoundPackage {
  return {
    type: 'deb',
    name,
    version,
    architecture: 'amd64',
    source: { name, version },
    module: undefined,
    thirdParty: false,
    licence: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
    within: undefined,
    qualifiers: {},
    ...more,
  };
}

export function npm(name: string, version: string, more: Partial<FoundPackage> = {}): FoundPackage {
  return found(name, version, { type: 'npm', architecture: undefined, source: undefined, ...more });
}

export const statusFile = 'var/lib/dpkg/status';
export const status = (...packages: readonly FoundPackage[]): Inventory => ({
  cataloger: 'dpkg',
  path: statusFile,
  packages,
  owned: [],
});
export const lists = (owned: Readonly<Record<string, readonly string[]>>): Inventory => ({
  cataloger: 'dpkg',
  path: 'var/lib/dpkg/info',
  packages: [],
  owned: Object.entries(owned).map(([name, paths]) => ({ package: name, paths: encodePathSet(paths) })),
});
export const inventory = (cataloger: string, path: string, ...packages: readonly FoundPackage[]): Inventory => ({
  cataloger,
  path,
  packages,
  owned: [],
});

export const release = (
  fields: Readonly<Record<string, string>>,
  path = 'etc/os-release',
): LayerFacts['releases'][number] => ({
  path,
  release: fields,
});
export const bookworm = release({
  ID: 'debian',
  VERSION_ID: '12',
  VERSION_CODENAME: 'bookworm',
  PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
});

export const executable = (path: string, more: Partial<Executable> = {}): Executable => ({
  path,
  mode: 0o755,
  bytes: 100,
  uid: 0,
  format: 'elf',
  static: false,
  packer: undefined,
  language: undefined,
  capabilities: [],
  ...more,
});

export const secret = (path: string): SecretFact => ({
  rule: 'private-key',
  path,
  line: 1,
  redacted: '----…',
  validated: 'key',
  entropy: 5,
  fingerprint: 'f',
});

export const whiteout = (path: string): LayerFacts['whiteouts'][number] => ({ path, opaque: false });
export const opaque = (path: string): LayerFacts['whiteouts'][number] => ({ path, opaque: true });
