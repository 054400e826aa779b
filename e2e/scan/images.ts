/**
 * Small images made by hand, layer by layer, with umoci.
 *
 * in     a folder for the layout; files of each layer
 * out    `layout:tag`, as skopeo takes it
 * holds  the same files give the same layers, so that images share what they have in common
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Layer {
  /** The instruction that made it. */
  readonly command: string;
  readonly files?: Readonly<Record<string, string | Buffer | { readonly copyOf: string }>>;
  /** Deletes one path of the layers below. */
  readonly removes?: string;
}

export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly files?: readonly string[];
}

export function buildImage(
  layout: string,
  {
    tag,
    layers,
    config = [],
  }: { readonly tag: string; readonly layers: readonly Layer[]; readonly config?: readonly string[] },
): string {
  const umoci = (...args: readonly string[]) => execFileSync('umoci', args, { stdio: 'pipe' });
  const image = `${layout}:${tag}`;
  if (!existsSync(layout)) umoci('init', '--layout', layout);
  umoci('new', '--image', image);
  for (const { command, files, removes } of layers) {
    const history = ['--image', image, '--history.created_by', command, '--history.created', '2026-01-01T00:00:00Z'];
    if (removes !== undefined) umoci('insert', ...history, '--whiteout', removes);
    if (files === undefined) continue;
    const tree = treeOf(files);
    umoci('insert', ...history, tree, '/');
    rmSync(tree, { recursive: true });
  }
  umoci('config', '--image', image, '--no-history', '--config.cmd', '/bin/app', ...config);
  return image;
}

/** One name for images of several platforms. */
export function buildIndex(
  layout: string,
  { tag, of }: { readonly tag: string; readonly of: Readonly<Record<string, string>> },
): string {
  const file = join(layout, 'index.json');
  const root = JSON.parse(readFileSync(file, 'utf8')) as { manifests: Descriptor[] };
  const manifests = Object.entries(of).map(([architecture, image]) => {
    const found = root.manifests.find(({ annotations }) => `${layout}:${annotations?.[refName]}` === image);
    if (found === undefined) throw new Error(`there is no ${image}`);
    const { mediaType, digest, size } = found;
    return { mediaType, digest, size, platform: { os: 'linux', architecture } };
  });
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  const hex = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(layout, 'blobs/sha256', hex), bytes);
  const named = { mediaType, digest: `sha256:${hex}`, size: bytes.length, annotations: { [refName]: tag } };
  writeFileSync(file, JSON.stringify({ ...root, manifests: [...root.manifests, named] }));
  return `${layout}:${tag}`;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const refName = 'org.opencontainers.image.ref.name';

/** Files of a Debian 12 with these packages, as dpkg keeps them. */
export function debian(packages: readonly Installed[]): NonNullable<Layer['files']> {
  const stanzas = packages.map(({ name, version, source }) =>
    [
      `Package: ${name}`,
      'Status: install ok installed',
      'Architecture: amd64',
      ...(source === undefined ? [] : [`Source: ${source}`]),
      `Version: ${version}`,
      'Maintainer: Debian Team <team@lists.debian.org>',
      `Description: ${name}`,
      '',
    ].join('\n'),
  );
  const lists = packages.map(({ name, files = [] }) => [`var/lib/dpkg/info/${name}.list`, `${files.join('\n')}\n`]);
  return {
    'etc/os-release':
      'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    'var/lib/dpkg/status': `${stanzas.join('\n')}\n`,
    ...Object.fromEntries(lists),
  };
}

export function npmLock(dependencies: Readonly<Record<string, string>>): string {
  const packages = Object.entries(dependencies).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({
    name: 'web',
    lockfileVersion: 3,
    packages: { '': { name: 'web', dependencies }, ...Object.fromEntries(packages) },
  });
}

function treeOf(files: NonNullable<Layer['files']>): string {
  const tree = mkdtempSync(join(tmpdir(), 'plimsoll-layer-'));
  const touched = new Set<string>([tree]);
  for (const [path, content] of Object.entries(files)) {
    const file = join(tree, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'object' && 'copyOf' in content) cpSync(content.copyOf, file, { dereference: true });
    else writeFileSync(file, content);
    if (/(^|\/)(s?bin|lib(64)?)\//.test(path)) chmodSync(file, 0o755);
    for (let at = file; at !== tree; at = dirname(at)) touched.add(at);
  }
  for (const path of touched) utimesSync(path, 1_767_225_600, 1_767_225_600);
  chmodSync(tree, 0o755);
  return tree;
}
