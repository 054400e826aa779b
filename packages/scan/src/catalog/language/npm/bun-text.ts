/** The packages that a bun.lock names. */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { declared } from '../found.ts';
import { type Fields, fields, list, text, textOf } from '../json-value.ts';
import { developmentOnly } from '../reach.ts';
import { nearestOf } from './bun-nearest.ts';
import { withoutComments } from './json-comments.ts';
import { isExactVersion, splitAtVersion } from './npm-name.ts';

/**
 * Each package is `[NAME@VERSION, registry, {dependencies…}, integrity]`, under its name or `PARENT/NAME` where two versions are needed.
 * @throws SyntaxError when it is not JSON
 */
export function packagesOfText(bytes: Uint8Array): readonly FoundPackage[] {
  const lock = fields(JSON.parse(withoutComments(textOf(bytes))));
  const entries = fields(lock.packages);
  const nearest = nearestOf(Object.keys(entries));
  const roots = Object.values(fields(lock.workspaces)).map(fields);
  const sought = (from: string, names: readonly string[]): readonly string[] => names.map(nearest(from));
  const ofRoot = (root: Fields, names: readonly string[]) => sought(text(root.name) ?? '', names);
  const development = developmentOnly({
    runtime: roots.flatMap((root) => ofRoot(root, neededBy(root))),
    development: roots.flatMap((root) => ofRoot(root, namesIn(root, 'devDependencies'))),
    next: (key) => sought(key, neededBy(detailsOf(entries[key]))),
  });
  const packages: FoundPackage[] = [];
  for (const [key, entry] of Object.entries(entries)) {
    const id = idOf(entry);
    if (id === undefined || /^(?:root|workspace|link|file):/.test(id.rest)) continue;
    const names = dependenciesIn(detailsOf(entry));
    packages.push(
      declared('npm', id.name, isExactVersion(id.rest) ? id.rest : undefined, {
        scope: development.has(key) ? 'development' : 'runtime',
        // An alias is the name of no package.
        dependsOn: sought(key, names).map((to, index) => idOf(entries[to])?.name ?? names[index] ?? to),
      }),
    );
  }
  return packages;
}

function idOf(entry: unknown): { readonly name: string; readonly rest: string } | undefined {
  return splitAtVersion(text(list(entry)[0]) ?? '');
}

function detailsOf(entry: unknown): Fields {
  return fields(list(entry).find((each) => typeof each === 'object' && each !== null && !Array.isArray(each)));
}

/** What is installed with it: Bun installs peers too. */
function neededBy(details: Fields): readonly string[] {
  return [...dependenciesIn(details), ...namesIn(details, 'peerDependencies')];
}

function dependenciesIn(details: Fields): readonly string[] {
  return [...namesIn(details, 'dependencies'), ...namesIn(details, 'optionalDependencies')];
}

function namesIn(from: Fields, section: string): readonly string[] {
  return Object.keys(fields(from[section]));
}
