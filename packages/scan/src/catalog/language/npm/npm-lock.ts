/** package-lock.json and npm-shrinkwrap.json, versions 1 to 3: https://docs.npmjs.com/cli/configuring-npm/package-lock-json */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, jsonOf, text } from '../json-value.ts';
import { licenceText } from '../licence-text.ts';
import { isExactVersion, splitAtVersion } from './npm-name.ts';

/** Locks of version 1 nest; npm itself never goes far. */
const deepest = 64;

export const npmLock = fileCataloger({
  id: 'npm-lock',
  version: '1',
  summary: 'package-lock.json or npm-shrinkwrap.json',
  files: ['**/package-lock.json', '**/npm-shrinkwrap.json'],
  most: 8 * megabyte,
  matches: (path) =>
    path.endsWith('.json') && (isLock(path, 'package-lock.json') || isLock(path, 'npm-shrinkwrap.json')),
  read({ bytes }) {
    const lock = fields(jsonOf(bytes));
    const packages: FoundPackage[] = [];
    if (lock.packages === undefined) fromTree(fields(lock.dependencies), packages, 0);
    else for (const [path, entry] of Object.entries(fields(lock.packages))) fromPath(path, fields(entry), packages);
    return unique(packages);
  },
});

/** Version 2 and 3: a flat map by path. Its root, workspaces and links to them are the project's own. */
function fromPath(path: string, entry: Fields, into: FoundPackage[]): void {
  const last = path.lastIndexOf('node_modules/');
  if (last < 0 || entry.link === true) return;
  const name = text(entry.name) ?? path.slice(last + 'node_modules/'.length);
  into.push(
    declared('npm', name, text(entry.version), {
      licence: licenceText(entry.license),
      scope: entry.dev === true ? 'development' : 'runtime',
      dependsOn: Object.keys({ ...fields(entry.dependencies), ...fields(entry.optionalDependencies) }),
    }),
  );
}

function fromTree(tree: Fields, into: FoundPackage[], depth: number): void {
  if (depth > deepest) throw new Error(`its dependencies are nested more than ${deepest} levels deep`);
  for (const [key, value] of Object.entries(tree)) {
    const entry = fields(value);
    const written = text(entry.version);
    if (written?.startsWith('file:') !== true) {
      const { name, version } = namedBy(key, written);
      into.push(
        declared('npm', name, version, {
          scope: entry.dev === true ? 'development' : 'runtime',
          dependsOn: Object.keys(fields(entry.requires)),
        }),
      );
    }
    if (entry.dependencies !== undefined) fromTree(fields(entry.dependencies), into, depth + 1);
  }
}

/** Version 1 writes aliases as `npm:NAME@VERSION` and anything else as where it came from, which tells no version. */
function namedBy(key: string, written: string | undefined): { name: string; version: string | undefined } {
  if (written?.startsWith('npm:')) {
    const alias = splitAtVersion(written.slice('npm:'.length));
    if (alias !== undefined) return { name: alias.name, version: alias.rest };
  }
  return { name: key, version: written !== undefined && isExactVersion(written) ? written : undefined };
}
