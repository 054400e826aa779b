/**
 * Entries of a ZIP archive, one after the other, in memory and nowhere else.
 *
 * The central directory is believed only as far as the bytes agree: sizes, counts and places are bounded, the announced size limits what
 * is inflated, and the checksum must fit. Layout: APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. Feeds hold tens of thousands of small files:
 * reading them with one large window instead of a stream each is what makes a build take seconds.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipLimits {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
}

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What is wrong with the archive; the caller knows which archive it is. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

/** In the order of their bytes. Folders are skipped. @throws ZipError */
export function* zipEntries(file: string, limits: ZipLimits): Generator<ZipEntry> {
  const descriptor = openSync(file, 'r');
  try {
    const window = createWindow(descriptor);
    for (const entry of listEntries(window, limits)) yield { name: entry.name, bytes: contentOf(window, entry) };
  } finally {
    closeSync(descriptor);
  }
}

/** The directories of archives that single files are asked of again and again. */
export interface ZipDirectories {
  /** One file of the archive; undefined when it is not in it. @throws ZipError, and what the file system says */
  read(file: string, name: string): Buffer | undefined;
}

export interface ZipDirectoriesOptions {
  /** Of a file that is read. */
  readonly entryBytes: number;
  /** Entries of all directories that are kept, about 200 bytes each; a larger archive's directory is read each time. */
  readonly keptEntries: number;
}

interface Kept {
  /** Size, time and inode: with any other it is another archive. */
  readonly version: string;
  readonly entries: ReadonlyMap<string, Listed>;
}

/** Directory and content always come from one opened file, whatever takes its place meanwhile. */
export function createZipDirectories({ entryBytes, keptEntries }: ZipDirectoriesOptions): ZipDirectories {
  const limits = { entries: 2_000_000, entryBytes, totalBytes: Number.MAX_SAFE_INTEGER };
  const kept = new Map<string, Kept>();
  const directoryOf = (file: string, descriptor: number): ReadonlyMap<string, Listed> => {
    const { size, mtimeMs, ino } = fstatSync(descriptor);
    const version = `${size}-${mtimeMs}-${ino}`;
    const before = kept.get(file);
    kept.delete(file);
    const entries =
      before?.version === version
        ? before.entries
        : new Map(listEntries(createWindow(descriptor), limits).map((entry) => [entry.name, entry]));
    if (entries.size > keptEntries) return entries;
    // What was asked for last stays longest.
    kept.set(file, { version, entries });
    let sum = 0;
    for (const [other, { entries: own }] of [...kept].reverse()) {
      sum += own.size;
      if (sum > keptEntries) kept.delete(other);
    }
    return entries;
  };
  return {
    read(file, name) {
      const descriptor = openSync(file, 'r');
      try {
        const entry = directoryOf(file, descriptor).get(name);
        return entry === undefined ? undefined : contentOf(createWindow(descriptor, 16 * 1024), entry);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

interface Window {
  readonly size: number;
  /** Valid until the next call. */
  at(offset: number, length: number): Buffer;
}

function createWindow(descriptor: number, bytes = 256 * 1024): Window {
  const size = fstatSync(descriptor).size;
  // One buffer for all: a new one for each megabyte would be garbage the collector sees late.
  let buffer = Buffer.allocUnsafe(bytes);
  let held = buffer.subarray(0, 0);
  let start = 0;
  return {
    size,
    at(offset, length) {
      if (offset < 0 || length < 0 || offset + length > size) throw new ZipError('it ends too early');
      if (offset < start || offset + length > start + held.length) {
        if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
        const want = Math.min(buffer.length, size - offset);
        const next = buffer.subarray(0, want);
        let got = 0;
        while (got < want) {
          const read = readSync(descriptor, next, got, want - got, offset + got);
          if (read === 0) throw new ZipError('it became shorter while it was read');
          got += read;
        }
        held = next;
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}

function contentOf(window: Window, entry: Listed): Buffer {
  const { name, method, packed, unpacked } = entry;
  if ((entry.flags & 1) !== 0) throw new ZipError(`${name} is encrypted`);
  const local = window.at(entry.offset, 30);
  if (local.readUInt32LE(0) !== 0x04034b50) throw new ZipError(`${name} is not where the directory says`);
  const data = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const raw = window.at(data, packed);
  const bytes = method === 0 ? Buffer.from(raw) : method === 8 ? inflate(raw, entry) : undefined;
  if (bytes === undefined) throw new ZipError(`${name} is packed by method ${method}, which is not read`);
  if (bytes.length !== unpacked) throw new ZipError(`${name} has ${bytes.length} bytes and announces ${unpacked}`);
  if (crc32(bytes) !== entry.crc) throw new ZipError(`${name} does not match its checksum`);
  return bytes;
}

function inflate(raw: Buffer, { name, unpacked }: Listed): Buffer {
  try {
    // One output buffer of the right size: the default one is many times larger than most records.
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, unpacked), chunkSize: Math.max(64, unpacked + 1) });
  } catch (cause) {
    throw new ZipError(`${name} cannot be unpacked: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function listEntries(window: Window, limits: ZipLimits): readonly Listed[] {
  const { count, offset, bytes } = findDirectory(window);
  if (count > limits.entries) throw new ZipError(`it holds ${count} files, more than ${limits.entries}`);
  if (bytes > 256 << 20) throw new ZipError('its directory is too large');
  const directory = Buffer.from(window.at(offset, bytes));
  const listed: Listed[] = [];
  let total = 0;
  for (let at = 0, seen = 0; seen < count; seen++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw new ZipError('its directory is damaged');
    const lengths = {
      name: directory.readUInt16LE(at + 28),
      extra: directory.readUInt16LE(at + 30),
      comment: directory.readUInt16LE(at + 32),
    };
    const end = at + 46 + lengths.name + lengths.extra + lengths.comment;
    if (end > directory.length) throw new ZipError('its directory is damaged');
    const name = directory.toString('utf8', at + 46, at + 46 + lengths.name);
    const extra = directory.subarray(at + 46 + lengths.name, at + 46 + lengths.name + lengths.extra);
    const entry = {
      name,
      ...sizesOf(directory, at, extra),
      method: directory.readUInt16LE(at + 10),
      flags: directory.readUInt16LE(at + 8),
      crc: directory.readUInt32LE(at + 16),
    };
    at = end;
    if (name.endsWith('/')) continue;
    if (entry.unpacked > limits.entryBytes)
      throw new ZipError(`${name} announces ${entry.unpacked} bytes, more than ${limits.entryBytes}`);
    if (entry.packed > limits.entryBytes + 65_536) throw new ZipError(`${name} announces ${entry.packed} packed bytes`);
    total += entry.unpacked;
    if (total > limits.totalBytes) throw new ZipError(`its files announce more than ${limits.totalBytes} bytes`);
    listed.push(entry);
  }
  return withoutOverlap(listed.sort((a, b) => a.offset - b.offset));
}

/** Entries that share bytes are how a small archive becomes endless. */
function withoutOverlap(listed: readonly Listed[]): readonly Listed[] {
  let end = 0;
  for (const { name, offset, packed } of listed) {
    if (offset < end) throw new ZipError(`${name} lies on top of another file`);
    end = offset + 30 + packed;
  }
  return listed;
}

function sizesOf(directory: Buffer, at: number, extra: Buffer): Pick<Listed, 'packed' | 'unpacked' | 'offset'> {
  const sizes = {
    unpacked: directory.readUInt32LE(at + 24),
    packed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
  };
  if (sizes.unpacked !== 0xffffffff && sizes.packed !== 0xffffffff && sizes.offset !== 0xffffffff) return sizes;
  for (let place = 0; place + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(place + 2);
    if (extra.readUInt16LE(place) === 1 && place + 4 + length <= extra.length) {
      const wide = extra.subarray(place + 4, place + 4 + length);
      let next = 0;
      const take = (short: number) => {
        if (short !== 0xffffffff) return short;
        if (next + 8 > wide.length) throw new ZipError('its directory is damaged');
        next += 8;
        return whole(wide.readBigUInt64LE(next - 8));
      };
      return { unpacked: take(sizes.unpacked), packed: take(sizes.packed), offset: take(sizes.offset) };
    }
    place += 4 + length;
  }
  throw new ZipError('its directory is damaged');
}

function findDirectory(window: Window): { readonly count: number; readonly offset: number; readonly bytes: number } {
  const tailLength = Math.min(window.size, 22 + 0xffff);
  const tailStart = window.size - tailLength;
  const tail = Buffer.from(window.at(tailStart, tailLength));
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50 || at + 22 + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const short = {
      count: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const locator = tailStart + at - 20;
    const wide = locator >= 0 ? Buffer.from(window.at(locator, 20)) : undefined;
    if (wide?.readUInt32LE(0) !== 0x07064b50) return short;
    const end = window.at(whole(wide.readBigUInt64LE(8)), 56);
    if (end.readUInt32LE(0) !== 0x06064b50) throw new ZipError('its directory is damaged');
    return {
      count: whole(end.readBigUInt64LE(32)),
      bytes: whole(end.readBigUInt64LE(40)),
      offset: whole(end.readBigUInt64LE(48)),
    };
  }
  throw new ZipError('it is no ZIP archive, or its end is missing');
}

function whole(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError('its directory is damaged');
  return Number(value);
}
