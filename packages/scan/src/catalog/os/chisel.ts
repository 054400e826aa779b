/**
 * Ubuntu's chiselled images: `manifest.wall`, JSON lines under zstd (https://documentation.ubuntu.com/chisel/ "chisel manifest").
 *
 * in     the manifest
 * out    packages, and the files of each by its slices
 * holds  the manifest does not name sources, so neither do we
 */
import { zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { FoundPackage, Inventory } from '../../facts/layer-facts.ts';
import { createPathSetBuilder, type PathSetBuilder } from '../../facts/path-set.ts';
import type { Cataloger } from '../cataloger.ts';
import { unreadableInventory, wholeFileCataloger } from './whole-file.ts';

const mostBytes = 256 * 1024 ** 2;
const mostPackages = 100_000;

const Line = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('package'),
    name: z.string().min(1),
    version: z.string().min(1),
    arch: z.string().optional(),
  }),
  z.object({ kind: z.literal('path'), path: z.string(), slices: z.array(z.string()).min(1) }),
]);

const path = 'var/lib/chisel/manifest.wall';

export const chiselCataloger: Cataloger = wholeFileCataloger({
  id: 'chisel',
  version: '1',
  summary: 'Packages of chiselled Ubuntu images',
  files: [path],
  paths: new Set([path]),
  mostBytes: 32 * 1024 ** 2,
  read: parseChiselManifest,
});

/** @throws ScanError for what is no manifest */
export function parseChiselManifest(packed: Buffer): Pick<Inventory, 'packages' | 'owned'> {
  const [head = '', ...lines] = unpacked(packed).split('\n');
  if (!/^\{.*"jsonwall"/.test(head)) throw unreadableInventory('no JSON wall is in it');
  const packages: FoundPackage[] = [];
  const owned = new Map<string, PathSetBuilder>();
  for (const text of lines) {
    // Slices and contents say the same in another order.
    if (!/"kind":"(?:package|path)"/.test(text)) continue;
    const line = Line.safeParse(jsonOf(text)).data;
    if (line?.kind === 'package' && packages.length < mostPackages) packages.push(foundPackage(line));
    if (line?.kind !== 'path' || line.path.endsWith('/')) continue;
    const name = (line.slices[0] as string).replace(/_.*$/, '');
    const paths = owned.get(name) ?? createPathSetBuilder();
    paths.add(line.path.replace(/^\/+/, ''));
    owned.set(name, paths);
  }
  return { packages, owned: [...owned].map(([name, paths]) => ({ package: name, paths: paths.encode() })) };
}

function foundPackage({
  name,
  version,
  arch,
}: {
  name: string;
  version: string;
  arch?: string | undefined;
}): FoundPackage {
  return {
    type: 'deb',
    name,
    version,
    architecture: arch,
    source: undefined,
    module: undefined,
    thirdParty: false,
    licence: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
    within: undefined,
    qualifiers: {},
  };
}

function unpacked(packed: Buffer): string {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: mostBytes }).toString('utf8');
  } catch (error) {
    throw unreadableInventory(`it does not unpack to at most ${mostBytes} bytes`, error);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // One broken line costs that line; a manifest without any good one has no packages to tell of.
    return undefined;
  }
}
