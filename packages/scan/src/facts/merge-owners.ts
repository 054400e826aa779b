/**
 * Who owns a file.
 *
 * in     the packages, and the file lists of their databases
 * out    ids of packages for a path
 * holds  the distribution's list comes before everything else; on systems where `/bin` is a link to `/usr/bin` a file is found by either
 *        spelling
 */
import { isOsPackage, type Package } from '@plimsoll/core';
import type { Inventory, LayerFacts } from './layer-facts.ts';
import { createLanguageFolders, type LanguageFolders } from './merge-folders.ts';
import type { LayerStack } from './merge-visibility.ts';
import { type PathHashes, readPathSet } from './path-set.ts';
import { createPathTable } from './path-set-table.ts';

export interface Owners {
  /** The package of the operating system whose list has the file. */
  osOwner(path: string): Package | undefined;
  /** The package in whose folder the file lies; not one that was read out of the file itself. */
  folderOwner(path: string): string | undefined;
  /** All there are: of the operating system, else read out of the file itself, else by folder. */
  ownersOf(path: string): readonly string[];
}

export interface OwnersOf {
  readonly packages: readonly Package[];
  /** Topmost layer first. */
  readonly ownership: readonly Inventory[];
  readonly merged: readonly MergedFolder[];
}

/** `bin` → `usr/bin` */
export interface MergedFolder {
  readonly from: string;
  readonly to: string;
}

const osTypes: Readonly<Record<string, Package['type']>> = { dpkg: 'deb', chisel: 'deb', apk: 'apk', rpm: 'rpm' };

export function createOwners({ packages, ownership, merged }: OwnersOf): Owners {
  const listed = collectLists(packages, ownership);
  const table = createPathTable(listed.files);
  for (const { owner, hashes } of listed.lists) table.claim(hashes, owner);
  let folders: LanguageFolders | undefined;

  /** Only when somebody asks for a file that no list has. */
  function byFolder(): LanguageFolders {
    folders ??= createLanguageFolders(packages);
    return folders;
  }

  function listOwner(path: string): Package | undefined {
    let owner = table.get(path);
    if (owner === -1) {
      for (const spelling of otherSpellings(path, merged)) {
        owner = table.get(spelling);
        if (owner !== -1) break;
      }
    }
    return packages[owner];
  }
  function osOwner(path: string): Package | undefined {
    const owner = listOwner(path);
    return owner !== undefined && isOsPackage(owner.type) ? owner : undefined;
  }
  function folderOwner(path: string): string | undefined {
    return (listOwner(path) ?? byFolder().around(path))?.id;
  }

  return {
    osOwner,
    folderOwner,
    ownersOf(written) {
      const path = written.replace(/^\/+/, '');
      const listOf = listOwner(path);
      if (listOf !== undefined && isOsPackage(listOf.type)) return [listOf.id];
      const inside = byFolder().readFrom(path);
      if (inside.length > 0) return inside.map(({ id }) => id);
      const owner = (listOf ?? byFolder().around(path))?.id;
      return owner === undefined ? [] : [owner];
    },
  };
}

/** The links that make two spellings of one folder; the highest layer's word counts. */
export function mergedFolders(layers: readonly LayerFacts[], stack: LayerStack): readonly MergedFolder[] {
  const found = new Map<string, string>();
  layers.forEach(({ links }, layer) => {
    for (const { path, target, hard } of links) {
      if (hard || !/^(?:usr\/)?(?:s?bin|lib\w*)$/.test(path) || !stack.visible(path, layer)) continue;
      const to = path.startsWith('usr/') && !target.includes('/') ? `usr/${target}` : target.replace(/^\/+|\/+$/g, '');
      if (/^usr\/(?:s?bin|lib\w*)$/.test(to)) found.set(path, to);
    }
  });
  return [...found].map(([from, to]) => ({ from, to }));
}

/** The list grows while it is walked, so that `sbin` → `usr/sbin` → `usr/bin` is followed to its end. */
function otherSpellings(path: string, merged: readonly MergedFolder[]): readonly string[] {
  const all = [path];
  for (const known of all) {
    for (const { from, to } of merged) {
      const other = moved(known, { from, to }) ?? moved(known, { from: to, to: from });
      if (other !== undefined && !all.includes(other)) all.push(other);
    }
  }
  return all.slice(1);
}

function moved(path: string, { from, to }: MergedFolder): string | undefined {
  return path.startsWith(from) && path.charCodeAt(from.length) === 0x2f ? to + path.slice(from.length) : undefined;
}

interface Lists {
  readonly files: number;
  readonly lists: readonly { readonly owner: number; readonly hashes: PathHashes }[];
}

/** Of each package the topmost list. Language packages may have one too (a wheel's RECORD); they come last and take nothing away. */
function collectLists(packages: readonly Package[], ownership: readonly Inventory[]): Lists {
  const byName = new Map<string, number>();
  packages.forEach((each, index) => {
    if (isOsPackage(each.type)) {
      byName.set(`${each.type}\n${each.name}`, index);
      byName.set(`${each.type}\n${each.name}:${each.architecture}`, index);
    } else byName.set(`${each.path}\n${each.name}`, index);
  });
  const seen = new Set<string>();
  const lists: { owner: number; hashes: PathHashes }[] = [];
  const languageLists: typeof lists = [];
  let files = 0;
  for (const { cataloger, path, owned } of ownership) {
    const type = osTypes[cataloger];
    const here: string[] = [];
    for (const { package: name, paths } of owned) {
      const key = `${type ?? path}\n${name}`;
      const owner = byName.get(key);
      if (owner === undefined || seen.has(key)) continue;
      // One name may be installed in two versions, each with a list of its own (kernels).
      here.push(key);
      const hashes = readPathSet(paths);
      files += hashes.low.length;
      (type === undefined ? languageLists : lists).push({ owner, hashes });
    }
    for (const key of here) seen.add(key);
  }
  return { files, lists: [...lists, ...languageLists] };
}
