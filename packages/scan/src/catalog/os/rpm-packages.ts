/** Packages from rpm headers. */
import { ScanError } from '../../errors.ts';
import type { FoundPackage, Inventory } from '../../facts/layer-facts.ts';
import { encodePathSet } from '../../facts/path-set.ts';
import { spdxOf } from '../licence.ts';
import { parseRpmHeader, type RpmHeader } from './rpm-header.ts';
import { unreadableInventory } from './whole-file.ts';

const mostPackages = 100_000;

/** Berkeley DB's first value is a counter. */
const leastHeaderBytes = 16;

type Found = Pick<Inventory, 'packages' | 'owned'>;

export interface OfHeaders extends Found {
  /** Headers that are none. */
  readonly broken: number;
  /** Why the packages after these could not be read. */
  readonly failure: ScanError | undefined;
}

/**
 * @param most bytes of them all: that of the file they are from, which has each of them once but may name one place as often as it likes
 * @throws ScanError when there is nothing to be read at all
 */
export function packagesOfHeaders(blobs: Iterable<Buffer>, most: number): OfHeaders {
  let broken = 0;
  let left = most;
  let failure: ScanError | undefined;
  function* headers(): Iterable<RpmHeader> {
    try {
      for (const blob of blobs) {
        left -= blob.length;
        if (left < 0) throw unreadableInventory('its packages together are larger than itself');
        const header = parseRpmHeader(blob);
        if (header !== undefined) yield header;
        else if (blob.length >= leastHeaderBytes) broken++;
      }
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      failure = error;
    }
  }
  const found = packagesOf(headers());
  if (failure !== undefined && found.packages.length === 0) throw failure;
  return { ...found, broken, failure };
}

export function packagesOf(headers: Iterable<RpmHeader>): Found {
  const kept: RpmHeader[] = [];
  const owned: Inventory['owned'][number][] = [];
  const providers = new Map<string, string>();
  for (const header of headers) {
    const { name, architecture, files, provides } = header;
    // Keys that signatures are checked with are kept as packages too.
    if (name === 'gpg-pubkey') continue;
    const paths = filesOnly(files);
    if (paths.length > 0) owned.push({ package: `${name}:${architecture}`, paths: encodePathSet(paths) });
    for (const each of provides) providers.set(each, name);
    // A large system has half a million names of files, which are not needed any more.
    kept.push({ ...header, files: [], provides: [] });
    if (kept.length === mostPackages) break;
  }
  for (const { name } of kept) providers.set(name, name);
  return { packages: kept.map((header) => foundPackage(header, providers)), owned };
}

function foundPackage(header: RpmHeader, providers: ReadonlyMap<string, string>): FoundPackage {
  const { name, version, release, epoch, architecture, licence, moduleLabel, vendor } = header;
  const plain = `${version}-${release}`;
  const full = epoch === undefined || epoch === 0 ? plain : `${epoch}:${plain}`;
  const qualifiers: Record<string, string> = {};
  if (epoch !== undefined && epoch !== 0) qualifiers.epoch = String(epoch);
  if (moduleLabel !== undefined) qualifiers.modularitylabel = moduleLabel;
  return {
    type: 'rpm',
    name,
    version: full,
    architecture,
    source: sourceOf(header, { plain, full }),
    module: moduleOf(moduleLabel, release),
    thirdParty: false,
    licence: licence === undefined ? undefined : spdxOf(licence, { unlisted: 'refuse' }),
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: dependencies(header, providers),
    within: undefined,
    qualifiers,
    ...(vendor === undefined ? {} : { vendor }),
  };
}

/** `util-linux-2.32.1-38.el8.src.rpm`; it tells no epoch, and where the binary has the same version it has the same epoch. */
function sourceOf(
  { sourceRpm }: RpmHeader,
  { plain, full }: { readonly plain: string; readonly full: string },
): FoundPackage['source'] {
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm ?? '') ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { name, version: version === plain ? full : version };
}

/** `nodejs:16:8050020211206:c5368500` is `nodejs:16`. A build for a module that has no label belongs to a stream nobody named. */
function moduleOf(label: string | undefined, release: string): string | undefined {
  const [name, stream] = label?.split(':') ?? [];
  if (name !== undefined && stream !== undefined) return `${name}:${stream}`;
  return /\.module[+_]/.test(release) ? '' : undefined;
}

function dependencies({ name, requires }: RpmHeader, providers: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set<string>();
  for (const wanted of requires) {
    const provider = providers.get(wanted);
    if (provider !== undefined && provider !== name) found.add(provider);
  }
  return [...found];
}

/** Without folders, which packages share: what another path lies below. */
function filesOnly(files: readonly string[]): readonly string[] {
  const folders = new Set(files.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  return files.flatMap((path) => {
    const clean = path.replace(/^\/+/, '');
    return clean === '' || folders.has(path) ? [] : [clean];
  });
}
