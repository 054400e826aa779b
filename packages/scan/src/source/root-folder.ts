/** A folder that is a root file system, read as one layer. */
import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ScanError } from '../errors.ts';
import { imageConfig } from './image/image-config.ts';
import type { LayerEntry, LayerReader, LayerSource, OpenedImage, SourceEntry } from './source.ts';

const LAYER: LayerSource = {
  index: 0,
  diffId: undefined,
  digest: undefined,
  bytes: 0,
  mediaType: 'inode/directory',
  command: undefined,
};
const DEPTH_MOST = 512;
/** Questions to the file system at once. */
const AT_ONCE = 16;

/** @throws ScanError SOURCE_UNREADABLE */
export async function openRootFolder(path: string): Promise<OpenedImage> {
  const root = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ScanError('SOURCE_UNREADABLE', `${path} cannot be opened: ${cause.code ?? cause.message}.`, {
      hint: 'Check the path.',
      cause,
    });
  });
  const top = await lstat(root);
  if (!top.isDirectory())
    throw new ScanError('SOURCE_UNREADABLE', `${path} is no folder.`, {
      hint: 'Name the folder that holds etc, usr and so on.',
    });
  return {
    kind: 'image',
    reference: `dir:${root}`,
    repository: undefined,
    tag: undefined,
    digest: undefined,
    indexDigest: undefined,
    platform: undefined,
    createdAt: undefined,
    annotations: {},
    config: imageConfig(undefined),
    history: [],
    layers: [LAYER],
    async read(wanted, reader) {
      for (const layer of wanted.slice(0, 1)) await reader.visit(layer, walk({ root, top, reader, layer }));
      reader.signal.throwIfAborted();
    },
    referrers: async () => [],
    close: async () => {},
  };
}

interface Walk {
  /** Its real path. */
  readonly root: string;
  readonly top: Stats;
  readonly reader: LayerReader;
  readonly layer: LayerSource;
}

/** In the order of their names, so that two walks of the same folder say the same. */
async function* walk(walk: Walk): AsyncGenerator<SourceEntry> {
  const { root, top, reader } = walk;
  const folders: string[] = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    reader.signal.throwIfAborted();
    const names = await namesIn(walk, folder);
    const below: string[] = [];
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const paths = names.slice(i, i + AT_ONCE).map((name) => (folder === '' ? name : `${folder}/${name}`));
      const found = await Promise.all(paths.map((path) => look(walk, path)));
      for (const [at, stat] of found.entries()) {
        const path = paths[at];
        if (path === undefined || stat === undefined) continue;
        const entry = await entryOf(root, path, stat);
        if (entry === undefined) continue;
        yield { entry, read: (most) => readFile(walk, entry, stat, most) };
        // What is mounted there (proc, sys, another disk) is no part of this file system.
        if (stat.isDirectory() && stat.dev === top.dev) below.push(path);
      }
    }
    folders.push(...below.reverse());
  }
}

async function namesIn(walk: Walk, folder: string): Promise<readonly string[]> {
  if (folder.split('/').length > DEPTH_MOST) {
    problem(walk, folder, 'SOURCE_UNREADABLE', 'lies too deep');
    return [];
  }
  try {
    const entries: Dirent[] = await readdir(join(walk.root, folder), { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isSocket())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    problem(walk, folder, 'SOURCE_UNREADABLE', `cannot be listed (${codeOf(error)})`);
    return [];
  }
}

async function look(walk: Walk, path: string): Promise<Stats | undefined> {
  try {
    return await lstat(join(walk.root, path));
  } catch (error) {
    // Gone since it was listed, as temporary files are.
    if (codeOf(error) !== 'ENOENT') problem(walk, path, 'SOURCE_UNREADABLE', `cannot be looked at (${codeOf(error)})`);
    return undefined;
  }
}

async function entryOf(root: string, path: string, stat: Stats): Promise<LayerEntry | undefined> {
  const kind = kindOf(stat);
  if (kind === undefined) return undefined;
  return {
    path,
    kind,
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    bytes: kind === 'file' ? stat.size : 0,
    modifiedAt: Math.trunc(stat.mtimeMs),
    target: kind === 'symlink' ? await readlink(join(root, path)).catch(() => '') : undefined,
    // Node has no way to read extended attributes.
    capabilities: undefined,
  };
}

function kindOf(stat: Stats): LayerEntry['kind'] | undefined {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isBlockDevice() || stat.isCharacterDevice()) return 'device';
  return undefined;
}

/** A file that was swapped for something else since it was looked at is not read. */
async function readFile(walk: Walk, entry: LayerEntry, stat: Stats, most: number): Promise<Uint8Array> {
  if (entry.kind !== 'file') return Buffer.alloc(0);
  const path = join(walk.root, entry.path);
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const now = await handle.stat();
      if (!now.isFile() || now.ino !== stat.ino || now.dev !== stat.dev) {
        problem(walk, entry.path, 'SOURCE_UNREADABLE', 'was changed while it was read');
        return Buffer.alloc(0);
      }
      const bytes = Buffer.allocUnsafe(Math.min(most, now.size));
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } finally {
      await handle.close();
    }
  } catch (error) {
    problem(walk, entry.path, 'SOURCE_UNREADABLE', `cannot be read (${codeOf(error)})`);
    return Buffer.alloc(0);
  }
}

function problem({ root, reader, layer }: Walk, path: string, code: string, what: string): void {
  reader.problem?.(layer, { code, message: `${root}${sep}${path} ${what}.`, layer: undefined, path });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
