/** yarn.lock: the classic format of Yarn 1 and the YAML of Yarn 2 and later. */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { type BlockMap, lines, mapAt, readBlockMap, scalarAt } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';
import { splitAtVersion } from './npm-name.ts';

/** Entries: of the project itself too. */
const classic = { known: /^"?@?[^@"\s]+@.*:$/ };
/** What stands at the margin is an entry's range; `__metadata` is in a lock of no packages too. */
const berry = { known: /^\s+resolution: /, neutral: /^(?:\s|#|__metadata:|---|%)/ };

export const yarnLock = fileCataloger({
  id: 'yarn-lock',
  version: '2',
  summary: 'yarn.lock of Yarn 1 and later',
  files: ['**/yarn.lock'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'yarn.lock'),
  read({ bytes }) {
    const text = textOf(bytes);
    const isBerry = /^__metadata:/m.test(text);
    const packages = isBerry ? fromBerry(readBlockMap(text)) : fromClassic(text);
    expectRead(packages, text, isBerry ? berry : classic);
    return unique(packages);
  },
});

/** Yarn 2 and later say in `resolution` what a range came to: `lodash@npm:4.17.21`. */
function fromBerry(lock: BlockMap): readonly FoundPackage[] {
  const packages: FoundPackage[] = [];
  for (const [key, entry] of lock) {
    if (key === '__metadata' || !(entry instanceof Map)) continue;
    const resolution = splitAtVersion(scalarAt(entry, 'resolution') ?? '');
    // The project's own packages.
    if (resolution === undefined || /^(?:workspace|link|portal|file):/.test(resolution.rest)) continue;
    const version = scalarAt(entry, 'version');
    const dependsOn = [...mapAt(entry, 'dependencies').keys()];
    packages.push(declared('npm', resolution.name, version === '0.0.0-use.local' ? undefined : version, { dependsOn }));
  }
  return packages;
}

interface Open {
  name: string | undefined;
  version: string | undefined;
  dependsOn: string[];
}

/** Yarn 1: headers at the margin, fields indented by two, dependencies by four. */
function fromClassic(text: string): readonly FoundPackage[] {
  const packages: FoundPackage[] = [];
  let open: Open | undefined;
  let inDependencies = false;
  function finish(): void {
    if (open?.name !== undefined)
      packages.push(declared('npm', open.name, open.version, { dependsOn: open.dependsOn }));
  }
  for (const line of lines(text)) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith(' ')) {
      finish();
      open = line.endsWith(':') ? { name: nameOfHeader(line), version: undefined, dependsOn: [] } : undefined;
      inDependencies = false;
    } else if (open !== undefined && line.startsWith('    ')) {
      if (inDependencies) open.dependsOn.push(firstWord(line.slice(4)));
    } else if (open !== undefined) {
      const field = line.slice(2);
      inDependencies = field === 'dependencies:' || field === 'optionalDependencies:';
      if (field.startsWith('version ')) open.version = firstWord(field.slice('version '.length));
    }
  }
  finish();
  return packages;
}

/** `"@babel/core@^7.0.0", "@babel/core@^7.1.0":` → `@babel/core`; undefined for what lies in the project. */
function nameOfHeader(line: string): string | undefined {
  const first = firstWord(line.slice(0, -1).split(', ', 1)[0] ?? '');
  const split = splitAtVersion(first);
  if (split === undefined) return undefined;
  if (/^(?:file|link):/.test(split.rest)) return undefined;
  if (split.rest.startsWith('npm:'))
    return splitAtVersion(split.rest.slice('npm:'.length))?.name ?? split.rest.slice(4);
  return split.name;
}

function firstWord(written: string): string {
  if (written.startsWith('"')) {
    const end = written.indexOf('"', 1);
    return end < 0 ? written.slice(1) : written.slice(1, end);
  }
  const space = written.indexOf(' ');
  return space < 0 ? written : written.slice(0, space);
}
