/**
 * Images that others may be built upon, in a file that all workers of a host share.
 *
 * in     the images the server knows, by their layers
 * out    the longest of them that an image begins with
 * holds  every worker judges by the same file, so that judging again does not change whose a layer is
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKnownImages, type KnownImages, nothingKnown } from '@plimsoll/scan';
import type { KnownBase } from '../../store/image-store.ts';

export interface Bases extends KnownImages {
  keep(images: readonly KnownBase[]): Promise<void>;
  /** Reads the file if it changed. */
  refresh(): Promise<void>;
}

export function createBases(folder: string): Bases {
  const file = join(folder, 'bases.json');
  let known: KnownImages = nothingKnown;
  let mark = '';

  return {
    longestPrefix: (diffIds) => known.longestPrefix(diffIds),
    async keep(images) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const fresh = `${file}.${randomBytes(6).toString('hex')}`;
      await writeFile(fresh, JSON.stringify(images), { mode: 0o600, flag: 'wx' });
      await rename(fresh, file);
    },
    async refresh() {
      const facts = await stat(file).catch(() => undefined);
      // Renamed into its place, each version is a file of its own.
      const now = facts === undefined ? '' : `${facts.ino} ${facts.mtimeMs}`;
      if (now === mark || facts === undefined) return;
      known = createKnownImages(JSON.parse(await readFile(file, 'utf8')) as readonly KnownBase[]);
      mark = now;
    },
  };
}
