/**
 * Files that are kept together: a layout's folder, or an archive of one.
 *
 * in     clean paths
 * out    the file's size and its bytes, from wherever they lie
 * holds  a path never leads out of the archive; links in it are followed a few steps and no further
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ScanError } from '../../errors.ts';
import { type ByteStream, collect } from '../bytes/byte-stream.ts';
import { fileBytes } from '../bytes/file-bytes.ts';

export interface Files {
  /** As an error message names it. */
  readonly name: string;
  find(path: string): Promise<FoundFile | undefined>;
  close(): Promise<void>;
}

export interface FoundFile {
  readonly bytes: number;
  stream(): ByteStream;
}

export function folderFiles(folder: string): Files {
  return {
    name: folder,
    async find(path) {
      const file = join(folder, path);
      const handle = await open(file, 'r').catch(absent);
      if (handle === undefined) return undefined;
      let stat: Awaited<ReturnType<typeof handle.stat>>;
      try {
        stat = await handle.stat();
      } finally {
        await handle.close();
      }
      if (!stat.isFile()) return undefined;
      return { bytes: stat.size, stream: () => wholeFile(file) };
    },
    close: async () => {},
  };
}

/** @throws ScanError SOURCE_UNREADABLE, MANIFEST_INVALID */
export async function smallFile(files: Files, path: string, most: number): Promise<Buffer> {
  const found = await files.find(path);
  if (found === undefined) {
    throw new ScanError('SOURCE_UNREADABLE', `${files.name} has no ${path}.`, {
      hint: 'It is incomplete or something else than it was called. Save the image again.',
    });
  }
  const tooLarge = () =>
    new ScanError('MANIFEST_INVALID', `${path} in ${files.name} has more than ${most} bytes.`, {
      hint: 'No real image needs so much. Do not trust this one.',
    });
  if (found.bytes > most) throw tooLarge();
  return await collect(found.stream(), most, tooLarge);
}

async function* wholeFile(path: string): ByteStream {
  const handle = await open(path, 'r');
  try {
    yield* fileBytes(handle);
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
