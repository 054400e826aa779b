/** Which files belong to a language package by where they lie: the folder below node_modules, what lies beside a dist-info. */
import { isOsPackage, type Package } from '@plimsoll/core';
import { parentOf } from './merge-visibility.ts';

export interface LanguageFolders {
  /** The packages read out of this very file: a jar with what is in it, a Go binary with its modules. */
  readFrom(path: string): readonly Package[];
  /** The package in whose folder the file lies; the nearest. */
  around(path: string): Package | undefined;
}

/** How deep in a package's folder a file may lie. */
const mostLevels = 64;

export function createLanguageFolders(packages: readonly Package[]): LanguageFolders {
  const files = new Map<string, Package[]>();
  const folders = new Map<string, Package>();
  for (const each of packages) {
    if (isOsPackage(each.type) || each.evidence === 'declared') continue;
    const archive = each.path.indexOf('!/');
    const file = archive === -1 ? each.path : each.path.slice(0, archive);
    const there = files.get(file);
    if (there === undefined) files.set(file, [each]);
    // What the file is comes before what else is in it.
    else if (archive === -1 && there[0]?.path !== file) there.unshift(each);
    else there.push(each);
    for (const folder of foldersOf(each, file)) if (!folders.has(folder)) folders.set(folder, each);
  }
  let longest = 0;
  for (const folder of folders.keys()) longest = Math.max(longest, folder.length);
  return {
    readFrom: (path) => files.get(path) ?? [],
    around(path) {
      let folder = path;
      for (let levels = 0; folder !== '' && levels < mostLevels; levels++) {
        const owner = folder.length <= longest ? folders.get(folder) : undefined;
        if (owner !== undefined) return owner;
        folder = parentOf(folder);
      }
      return undefined;
    },
  };
}

/** Folders and files that are the package's alone. */
function foldersOf({ type, name, version }: Package, file: string): readonly string[] {
  const folder = parentOf(file);
  const above = parentOf(folder);
  switch (type) {
    case 'npm':
      return /(?:^|\/)node_modules\//.test(file) && file.endsWith('/package.json') ? [folder] : [];
    case 'pypi':
      return pythonFolders({ name, file, folder, above });
    case 'gem':
      return parentOf(file).endsWith('specifications') ? [`${above}/gems/${name}-${version}`] : [];
    case 'composer':
      return folder.endsWith('vendor/composer') ? [`${above}/${name}`] : [];
    case 'nuget':
      return file.endsWith('.deps.json') ? [`${folder === '' ? '' : `${folder}/`}${name}.dll`] : [];
    default:
      return [];
  }
}

interface PythonPlace {
  readonly name: string;
  readonly file: string;
  readonly folder: string;
  readonly above: string;
}

/** `site-packages/Foo_Bar-1.0.dist-info/METADATA` stands for `site-packages/foo_bar`; a wheel's own libraries lie in `foo_bar.libs`. */
function pythonFolders({ name, file, folder, above }: PythonPlace): readonly string[] {
  const [info, site] = /\.(?:dist|egg)-info$/.test(folder) ? [folder, above] : [file, folder];
  if (!/\.(?:dist|egg)-info$/.test(info)) return [];
  const module = name.replace(/[-.]+/g, '_');
  const spellings = new Set([module, module.toLowerCase(), name]);
  return [info, ...[...spellings].flatMap((each) => [`${site}/${each}`, `${site}/${each}.py`, `${site}/${each}.libs`])];
}
