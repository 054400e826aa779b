/** bun.lock, Bun's text format, and bun.lockb, the binary one it had before: https://bun.sh/docs/install/lockfile */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, list, text, textOf } from '../json-value.ts';
import { developmentOnly } from '../reach.ts';
import { withoutComments } from './json-comments.ts';
import { type LockedPackage, readLockb } from './lockb/lockb.ts';
import type { OriginKind } from './lockb/resolution.ts';
import { isExactVersion, splitAtVersion } from './npm-name.ts';

export const bunLock = fileCataloger({
  id: 'bun-lock',
  version: '2',
  summary: 'bun.lock and bun.lockb',
  files: ['**/bun.lock', '**/bun.lockb'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'bun.lock') || isLock(path, 'bun.lockb'),
  read({ path, bytes }) {
    if (path.endsWith('.lockb')) return unique(packagesOfLockb(readLockb(bytes)));
    const lock = fields(JSON.parse(withoutComments(textOf(bytes))));
    return unique(packagesOf(fields(lock.workspaces), fields(lock.packages)));
  },
});

/** Each package is `[NAME@VERSION, registry, {dependencies…}, integrity]`, under its name or `PARENT/NAME` where two versions are needed. */
function packagesOf(workspaces: Fields, entries: Fields): readonly FoundPackage[] {
  const roots = Object.values(workspaces).map(fields);
  const development = developmentOnly({
    runtime: roots.flatMap((each) => [...namesIn(each, 'dependencies'), ...namesIn(each, 'optionalDependencies')]),
    development: roots.flatMap((each) => namesIn(each, 'devDependencies')),
    next: (key) =>
      dependenciesOf(entries[key]).map((name) => (Object.hasOwn(entries, `${key}/${name}`) ? `${key}/${name}` : name)),
  });
  const packages: FoundPackage[] = [];
  for (const [key, entry] of Object.entries(entries)) {
    const id = splitAtVersion(text(list(entry)[0]) ?? '');
    if (id === undefined || /^(?:workspace|link|file):/.test(id.rest)) continue;
    packages.push(
      declared('npm', id.name, isExactVersion(id.rest) ? id.rest : undefined, {
        scope: development.has(key) ? 'development' : 'runtime',
        dependsOn: dependenciesOf(entry),
      }),
    );
  }
  return packages;
}

/** What is fetched from elsewhere; of a registry's alone the version is one to compare. */
const fetched: ReadonlySet<OriginKind | undefined> = new Set<OriginKind>(['npm', 'remote-tarball', 'git', 'github']);

function packagesOfLockb(locked: readonly LockedPackage[]): readonly FoundPackage[] {
  const roots = locked.filter(({ kind }) => kind === 'root' || kind === 'workspace');
  const development = developmentOnly({
    runtime: roots.flatMap((each) => needsOf(each, false)),
    development: roots.flatMap((each) => needsOf(each, true)),
    next: (index) => {
      const each = locked[index];
      return each === undefined ? [] : needsOf(each, false);
    },
  });
  return locked.flatMap((each, index) => {
    if (!fetched.has(each.kind)) return [];
    const scope = development.has(index) ? 'development' : 'runtime';
    const dependsOn = needsOf(each, false).flatMap((to) => locked[to]?.name ?? []);
    return [declared('npm', each.name, each.version, { scope, dependsOn })];
  });
}

/** Which packages it needs: for its development, or for all else. */
function needsOf({ dependencies }: LockedPackage, forDevelopment: boolean): readonly number[] {
  return dependencies.flatMap(({ need, to }) =>
    to === undefined || need === 'workspace' || (need === 'development') !== forDevelopment ? [] : [to],
  );
}

function dependenciesOf(entry: unknown): readonly string[] {
  const details = fields(list(entry).find((each) => typeof each === 'object' && each !== null && !Array.isArray(each)));
  return [...namesIn(details, 'dependencies'), ...namesIn(details, 'optionalDependencies')];
}

function namesIn(from: Fields, section: string): readonly string[] {
  return Object.keys(fields(from[section]));
}
