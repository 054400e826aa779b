/** The files of a tar archive, by an index of it: nothing is unpacked, and each file can be read when it is wanted. */
import type { FileHandle } from 'node:fs/promises';
import { ScanError } from '../../errors.ts';
import { fileBytes } from '../bytes/file-bytes.ts';
import { entryPath } from '../tar/entry-path.ts';
import { TarError } from '../tar/tar-header.ts';
import { type ChunkSource, TarReader } from '../tar/tar-reader.ts';
import type { Files } from './files.ts';

/** An image's archive has some hundred. */
const MEMBERS_MOST = 100_000;
const LINKS_MOST = 8;
const HEADER_CHUNK = 8 * 1024;

export type Place = { readonly offset: number; readonly bytes: number } | { readonly link: string };

/** @param handle closed by `close`, and when the archive is unsound */
export async function tarFiles(handle: FileHandle, name: string, signal: AbortSignal): Promise<Files> {
  const places = new Map<string, Place>();
  try {
    await indexInto(places, handle, signal);
  } catch (error) {
    await handle.close();
    if (!(error instanceof TarError)) throw error;
    if (places.size === 0)
      throw new ScanError('ARCHIVE_CORRUPT', `${name} is no archive of an image: ${error.message}.`, {
        hint: 'Name what docker save, podman save or skopeo wrote, a folder, or an SBOM (sbom:FILE).',
        cause: error,
      });
    throw new ScanError('ARCHIVE_CORRUPT', `${name} is no sound archive: ${error.message}.`, {
      hint: 'Save the image again.',
      cause: error,
    });
  }
  return {
    name,
    async find(path) {
      const place = followed(places, path);
      if (place === undefined) return undefined;
      return { bytes: place.bytes, stream: () => fileBytes(handle, place.offset, place.bytes) };
    },
    close: () => handle.close(),
  };
}

/** Where a path's bytes are, through links. */
export function followed(
  places: ReadonlyMap<string, Place>,
  path: string,
): { offset: number; bytes: number } | undefined {
  let at = path;
  for (let steps = 0; steps < LINKS_MOST; steps++) {
    const place = places.get(at);
    if (place === undefined) return undefined;
    if (!('link' in place)) return place;
    at = place.link;
  }
  return undefined;
}

/** Where a symbolic or hard link leads, inside the archive. undefined: out of it. */
export function linkTarget(path: string, target: string, isHard: boolean): string | undefined {
  if (isHard || target.startsWith('/')) {
    const clean = entryPath(target);
    return 'path' in clean ? clean.path : undefined;
  }
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

async function indexInto(places: Map<string, Place>, handle: FileHandle, signal: AbortSignal): Promise<void> {
  const { size } = await handle.stat();
  const reader = new TarReader(headersOf(handle, size, signal));
  for (;;) {
    const member = await reader.next();
    if (member === undefined) return;
    if (places.size >= MEMBERS_MOST) throw new TarError('corrupt', `it has more than ${MEMBERS_MOST} files`);
    const clean = entryPath(member.name);
    if (!('path' in clean)) continue;
    if (member.type === 0x31 || member.type === 0x32) {
      const link = linkTarget(clean.path, member.linkName, member.type === 0x31);
      if (link !== undefined) places.set(clean.path, { link });
    } else if ((member.type === 0 || member.type === 0x30) && member.sparse === undefined) {
      if (member.offset + member.stored > size)
        throw new TarError('truncated', `the archive ends in ${JSON.stringify(clean.path)}`);
      places.set(clean.path, { offset: member.offset, bytes: member.stored });
    }
  }
}

/** Headers lie far apart: what is between them is not read. */
function headersOf(handle: FileHandle, size: number, signal: AbortSignal): ChunkSource {
  let at = 0;
  return {
    async next() {
      signal.throwIfAborted();
      if (at >= size) return undefined;
      const buffer = Buffer.allocUnsafeSlow(Math.min(HEADER_CHUNK, size - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      at += bytesRead;
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    },
    async skip(bytes) {
      at += bytes;
    },
  };
}
