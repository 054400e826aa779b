/**
 * What a process of `plimsoll` sets before it loads anything large.
 *
 * in     the environment
 * out    compiled code kept for the next start, which is then some 70 ms quicker
 * holds  code is taken only from a folder that nobody else could have written to; without one everything works, slower
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from './scan/places.ts';

export function prepareProcess(env: Readonly<Record<string, string | undefined>>): void {
  const folder = compiledFolder(env);
  if (folder !== undefined) enableCompileCache(folder);
}

/** Whoever can write into the folder, or put another in its place, could have us run what they like: undefined then. */
export function compiledFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const own = cacheFolder(env);
  const folder = join(own, 'compiled');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return [dirname(own), own, folder].every(isOurs) ? folder : undefined;
  } catch {
    // No home, a full disk, a file in the way: nothing that compiling once more does not make up for.
    return undefined;
  }
}

function isOurs(path: string): boolean {
  const found = lstatSync(path);
  return found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & writableByOthers) === 0;
}

const writableByOthers = 0o022;
