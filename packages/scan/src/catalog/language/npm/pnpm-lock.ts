/** pnpm-lock.yaml, versions 5 to 9: https://github.com/pnpm/spec/tree/master/lockfile */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { type BlockMap, mapAt, readBlockMap, scalarAt } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';
import { developmentOnly } from '../reach.ts';
import { isExactVersion, splitAtVersion } from './npm-name.ts';

export const pnpmLock = fileCataloger({
  id: 'pnpm-lock',
  version: '1',
  summary: 'pnpm-lock.yaml',
  files: ['**/pnpm-lock.yaml'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'pnpm-lock.yaml'),
  read({ bytes }) {
    const lock = readBlockMap(textOf(bytes));
    const major = Number.parseInt(scalarAt(lock, 'lockfileVersion') ?? '', 10);
    if (Number.isNaN(major)) throw new Error('it has no lockfileVersion');
    return unique(major >= 9 ? fromSnapshots(lock) : fromPackages(lock, major));
  },
});

/** Up to version 8 each package says by itself whether it is for development. */
function fromPackages(lock: BlockMap, major: number): readonly FoundPackage[] {
  const packages: FoundPackage[] = [];
  for (const [key, entry] of mapAt(lock, 'packages')) {
    if (!(entry instanceof Map)) continue;
    const id = idOf(key, major);
    const name = scalarAt(entry, 'name') ?? id?.name;
    if (name === undefined || key.startsWith('file:')) continue;
    packages.push(
      declared('npm', name, scalarAt(entry, 'version') ?? id?.version, {
        scope: scalarAt(entry, 'dev') === 'true' ? 'development' : 'runtime',
        dependsOn: dependenciesOf(entry),
      }),
    );
  }
  return packages;
}

/** Version 9 keeps the graph in `snapshots` and leaves it to the reader to walk it from `importers`. */
function fromSnapshots(lock: BlockMap): readonly FoundPackage[] {
  const snapshots = mapAt(lock, 'snapshots');
  const importers = [...mapAt(lock, 'importers').values()].filter((each) => each instanceof Map);
  const development = developmentOnly({
    runtime: importers.flatMap((each) => [...rootsOf(each, 'dependencies'), ...rootsOf(each, 'optionalDependencies')]),
    development: importers.flatMap((each) => rootsOf(each, 'devDependencies')),
    next: (key) => {
      const entry = mapAt(snapshots, key);
      return [...edgesOf(mapAt(entry, 'dependencies')), ...edgesOf(mapAt(entry, 'optionalDependencies'))];
    },
  });
  const details = mapAt(lock, 'packages');
  const packages: FoundPackage[] = [];
  for (const key of (snapshots.size > 0 ? snapshots : details).keys()) {
    const id = newId(key);
    if (id === undefined || /@(?:file|link):/.test(key)) continue;
    // Details are kept once, under the key without its peers.
    const detail = mapAt(details, withoutPeers(key));
    packages.push(
      declared('npm', id.name, scalarAt(detail, 'version') ?? id.version, {
        scope: development.has(key) ? 'development' : 'runtime',
        dependsOn: dependenciesOf(mapAt(snapshots, key)),
      }),
    );
  }
  return packages;
}

function rootsOf(importer: BlockMap, section: string): readonly string[] {
  return [...mapAt(importer, section)].map(([name, entry]) =>
    keyOf(name, entry instanceof Map ? (scalarAt(entry, 'version') ?? '') : typeof entry === 'string' ? entry : ''),
  );
}

function edgesOf(dependencies: BlockMap): readonly string[] {
  return [...dependencies].map(([name, version]) => keyOf(name, typeof version === 'string' ? version : ''));
}

/** A version, or for an alias the whole key: `4.17.21(peer@1)`, `lodash@4.17.21`. */
function keyOf(name: string, version: string): string {
  return /^\d/.test(version) || !version.includes('@') || version.startsWith('http') ? `${name}@${version}` : version;
}

function dependenciesOf(entry: BlockMap): readonly string[] {
  return [...mapAt(entry, 'dependencies').keys(), ...mapAt(entry, 'optionalDependencies').keys()];
}

function withoutPeers(key: string): string {
  const peers = key.indexOf('(');
  return peers < 0 ? key : key.slice(0, peers);
}

/** A package of a registry that is not the default one has the registry's host in front. */
function idOf(key: string, major: number): Id | undefined {
  const path = key.startsWith('/') ? key.slice(1) : key.replace(/^[\w-]+(?:\.[\w-]+)+(?::\d+)?\//, '');
  return major < 6 ? oldId(path) : newId(path);
}

interface Id {
  readonly name: string;
  /** undefined when what stands there is no version but where it came from. */
  readonly version: string | undefined;
}

/** `@babel/core@7.0.0(supports-color@8.0.0)` */
function newId(key: string): Id | undefined {
  const split = splitAtVersion(withoutPeers(key));
  if (split === undefined) return undefined;
  return { name: split.name, version: isExactVersion(split.rest) ? split.rest : undefined };
}

/** `@babel/core/7.0.0_supports-color@8.0.0` */
function oldId(key: string): Id | undefined {
  const parts = key.split('/', 4);
  const words = parts[0]?.startsWith('@') ? 2 : 1;
  const version = parts[words]?.split('_', 1)[0];
  // Something from elsewhere: `github.com/owner/tool/0a1b2c3`.
  if (version === undefined || !isExactVersion(version)) return undefined;
  return { name: parts.slice(0, words).join('/'), version };
}
