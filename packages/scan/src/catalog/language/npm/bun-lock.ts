/** bun.lock, Bun's text format: https://bun.sh/docs/install/lockfile */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, list, text, textOf } from '../json-value.ts';
import { developmentOnly } from '../reach.ts';
import { withoutComments } from './json-comments.ts';
import { isExactVersion, splitAtVersion } from './npm-name.ts';

export const bunLock = fileCataloger({
  id: 'bun-lock',
  version: '1',
  summary: 'bun.lock',
  files: ['**/bun.lock', '**/bun.lockb'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'bun.lock') || isLock(path, 'bun.lockb'),
  read({ path, bytes, note }) {
    if (path.endsWith('.lockb')) {
      note(
        'the binary lock file of Bun is not read; commit bun.lock (bun install --save-text-lockfile) to have its packages listed',
      );
      return [];
    }
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

function dependenciesOf(entry: unknown): readonly string[] {
  const details = fields(list(entry).find((each) => typeof each === 'object' && each !== null && !Array.isArray(each)));
  return [...namesIn(details, 'dependencies'), ...namesIn(details, 'optionalDependencies')];
}

function namesIn(from: Fields, section: string): readonly string[] {
  return Object.keys(fields(from[section]));
}
