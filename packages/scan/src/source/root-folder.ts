/** A folder that is a root file system, read as one layer. */
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import { ScanError } from '../errors.ts';
import { imageConfig } from './image/image-config.ts';
import type { LayerEntry, LayerReader, LayerSource, OpenedImage, SourceEntry } from './source.ts';
import { unreadable } from './unreadable.ts';

const LAYER: LayerSource = {
  index: 0,
  diffId: undefined,
  digest: undefined,
  bytes: 0,
  mediaType: 'inode/directory',
  command: undefined,
};
const DEPTH_MOST = 512;
const CHUNK = 256 * 1024;
/**
 * ms. The system is asked at once and not by way of the thread pool, for a folder has ten thousand files and each answer takes
 * microseconds; but others in this process get their turn.
 */
const TURN_MS = 10;

/** @throws ScanError SOURCE_UNREADABLE */
export async function openRootFolder(path: string): Promise<OpenedImage> {
  const root = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
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
      reader.signal.throwIfAborted();
      for (const layer of wanted.slice(0, 1)) await reader.visit(layer, walk({ root, top, reader, layer }));
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
  let turn = performance.now();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const below: string[] = [];
    for (const name of namesIn(walk, folder)) {
      if (performance.now() - turn > TURN_MS) {
        await otherWork();
        reader.signal.throwIfAborted();
        turn = performance.now();
      }
      const path = folder === '' ? name : `${folder}/${name}`;
      const stat = look(walk, path);
      const entry = stat === undefined ? undefined : entryOf(root, path, stat);
      if (stat === undefined || entry === undefined) continue;
      yield {
        entry,
        read: async (most, into) => readFile(walk, entry, stat, { most, into }),
        chunks: () => fileChunks(walk, entry, stat),
      };
      // What is mounted there (proc, sys, another disk) is no part of this file system.
      if (stat.isDirectory() && stat.dev === top.dev) below.push(path);
    }
    folders.push(...below.reverse());
  }
  reader.signal.throwIfAborted();
}

function namesIn(walk: Walk, folder: string): readonly string[] {
  if (folder.split('/').length > DEPTH_MOST) {
    problem(walk, folder, 'SOURCE_UNREADABLE', 'lies too deep');
    return [];
  }
  try {
    const entries: Dirent[] = readdirSync(join(walk.root, folder), { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isSocket())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    problem(walk, folder, 'SOURCE_UNREADABLE', `cannot be listed (${codeOf(error)})`);
    return [];
  }
}

function look(walk: Walk, path: string): Stats | undefined {
  try {
    return lstatSync(join(walk.root, path));
  } catch (error) {
    // Gone since it was listed, as temporary files are.
    if (codeOf(error) !== 'ENOENT') problem(walk, path, 'SOURCE_UNREADABLE', `cannot be looked at (${codeOf(error)})`);
    return undefined;
  }
}

function entryOf(root: string, path: string, stat: Stats): LayerEntry | undefined {
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
    target: kind === 'symlink' ? targetOf(join(root, path)) : undefined,
    // Node has no way to read extended attributes.
    capabilities: undefined,
  };
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Replaced since it was looked at: it leads nowhere we know.
    return '';
  }
}

function kindOf(stat: Stats): LayerEntry['kind'] | undefined {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isBlockDevice() || stat.isCharacterDevice()) return 'device';
  return undefined;
}

function readFile(
  walk: Walk,
  entry: LayerEntry,
  stat: Stats,
  { most, into }: { readonly most: number; readonly into: Buffer | undefined },
): Uint8Array {
  const file = openFile(walk, entry, stat);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const length = Math.max(0, Math.min(most, fstatSync(file).size));
    const bytes = into !== undefined && into.length >= length ? into.subarray(0, length) : Buffer.allocUnsafe(length);
    return bytes.subarray(0, readPart(file, bytes, 0));
  } catch (error) {
    problem(walk, entry.path, 'SOURCE_UNREADABLE', `cannot be read (${codeOf(error)})`);
    return Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

async function* fileChunks(walk: Walk, entry: LayerEntry, stat: Stats): AsyncGenerator<Uint8Array> {
  const file = openFile(walk, entry, stat);
  if (file === undefined) return;
  try {
    const bytes = Buffer.allocUnsafe(CHUNK);
    let turn = performance.now();
    // A file that grows while it is read would have no end.
    for (let at = 0; at < stat.size; ) {
      if (performance.now() - turn > TURN_MS) {
        await otherWork();
        walk.reader.signal.throwIfAborted();
        turn = performance.now();
      }
      const filled = partOf(walk, entry, () => readPart(file, bytes.subarray(0, Math.min(CHUNK, stat.size - at)), at));
      if (filled === 0) return;
      at += filled;
      yield bytes.subarray(0, filled);
    }
  } finally {
    closeSync(file);
  }
}

function partOf(walk: Walk, { path }: LayerEntry, read: () => number): number {
  try {
    return read();
  } catch (error) {
    problem(walk, path, 'SOURCE_UNREADABLE', `cannot be read (${codeOf(error)})`);
    return 0;
  }
}

/** Fills the buffer, unless the file ends before. @returns bytes read */
function readPart(file: number, bytes: Buffer, from: number): number {
  let at = 0;
  while (at < bytes.length) {
    const read = readSync(file, bytes, at, bytes.length - at, from + at);
    if (read === 0) break;
    at += read;
  }
  return at;
}

/** undefined for what is no file, and for one that was swapped for something else since it was looked at. */
function openFile(walk: Walk, entry: LayerEntry, stat: Stats): number | undefined {
  if (entry.kind !== 'file') return undefined;
  let file: number | undefined;
  try {
    file = openSync(join(walk.root, entry.path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const now = fstatSync(file);
    if (now.isFile() && now.ino === stat.ino && now.dev === stat.dev) return file;
    problem(walk, entry.path, 'SOURCE_UNREADABLE', 'was changed while it was read');
  } catch (error) {
    problem(walk, entry.path, 'SOURCE_UNREADABLE', `cannot be read (${codeOf(error)})`);
  }
  if (file !== undefined) closeSync(file);
  return undefined;
}

function problem({ root, reader, layer }: Walk, path: string, code: string, what: string): void {
  reader.problem?.(layer, { code, message: `${root}${sep}${path} ${what}.`, layer: undefined, path });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
