/**
 * Facts in a folder: one compressed file a layer and analyzer set.
 *
 * in     facts
 * out    the same facts, until an analyzer changes
 * holds  a file appears whole or not at all, so that any number of processes share a folder without a lock; a file that cannot be read, or
 *        that somebody else wrote or may write, is as good as none, and the layer is read again
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants as modes } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Digest } from '@plimsoll/core';
import type { FactStore } from './fact-store.ts';
import type { LayerFacts } from './layer-facts.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** The cap a layer's facts have by their bounds; a file that unpacks to more was not written by us. */
const mostBytes = 1024 ** 3;

export function createFactFolder(folder: string): FactStore {
  function placeOf(diffId: Digest, analyzers: string): string {
    const name = createHash('sha256').update(`${diffId}\n${analyzers}`).digest('hex');
    return join(folder, name.slice(0, 2), `${name}.json.zst`);
  }

  return {
    async get(diffId, analyzers) {
      let facts: LayerFacts;
      try {
        const packed = await readOwn(placeOf(diffId, analyzers), folder);
        if (packed === undefined) return undefined;
        facts = JSON.parse((await decompress(packed, { maxOutputLength: mostBytes })).toString('utf8'));
      } catch {
        // Not there, cut by a full disk, or changed: every one of these is mended by reading the layer again.
        return undefined;
      }
      return facts.schema === 1 && facts.diffId === diffId && facts.analyzers === analyzers ? facts : undefined;
    },
    async put(facts) {
      const place = placeOf(facts.diffId, facts.analyzers);
      const packed = await compress(JSON.stringify(facts), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      const fresh = `${place}.${process.pid}-${randomBytes(4).toString('hex')}`;
      try {
        await writeFile(fresh, packed, { mode: 0o600, flag: 'wx' });
        await rename(fresh, place);
      } finally {
        await rm(fresh, { force: true });
      }
    },
  };
}

/**
 * Whoever can put facts here can make an image look harmless: they count if only we, or who the folder belongs to (a network's file system may
 * call us by another name), could have written them. undefined: others could.
 */
async function readOwn(place: string, folder: string): Promise<Buffer | undefined> {
  const file = await open(place, modes.O_RDONLY | modes.O_NOFOLLOW | modes.O_NONBLOCK);
  try {
    const found = await file.stat();
    const others = modes.S_IWGRP | modes.S_IWOTH;
    if (!found.isFile() || (found.mode & others) !== 0 || found.size > mostBytes) return undefined;
    if (found.uid !== process.geteuid?.() && found.uid !== (await stat(folder)).uid) return undefined;
    return await file.readFile();
  } finally {
    await file.close();
  }
}
