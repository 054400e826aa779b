/** The entries of a folder on disk as a layer's, for tests against roots that other programs made. */
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LayerEntry, SourceEntry } from '../../source/source.ts';

export async function* folderEntries(root: string, folder = ''): AsyncGenerator<SourceEntry> {
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stat = lstatSync(join(root, path));
    const kind = stat.isDirectory()
      ? 'directory'
      : stat.isSymbolicLink()
        ? 'symlink'
        : stat.isFile()
          ? 'file'
          : 'device';
    const entry: LayerEntry = {
      path,
      kind,
      mode: stat.mode & 0o7777,
      uid: stat.uid,
      gid: stat.gid,
      bytes: kind === 'file' ? stat.size : 0,
      modifiedAt: stat.mtimeMs,
      target: kind === 'symlink' ? readlinkSync(join(root, path)) : undefined,
      capabilities: undefined,
    };
    yield {
      entry,
      read: async (most) => head(join(root, path), most),
      async *chunks() {
        yield head(join(root, path), stat.size);
      },
    };
    if (kind === 'directory') yield* folderEntries(root, path);
  }
}

function head(path: string, most: number): Uint8Array {
  const bytes = Buffer.alloc(most);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, most, 0));
  } finally {
    closeSync(file);
  }
}
