/**
 * Zip archives in memory: the list of entries, and one entry's bytes at a time.
 *
 * in     an archive's bytes, all of them or its start
 * out    entries by their central directory, or where that is missing (cut off) by their local headers
 * holds  no entry lies outside the bytes, nothing is inflated beyond what the budget has left, and the number of entries is limited
 * source PKWARE APPNOTE 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { inflateRawSync } from 'node:zlib';
import { nameOf } from './entry-kind.ts';

export interface ZipEntry {
  /** Where its name lies; decoded only when it is looked at. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly method: number;
  readonly packed: number;
  /** As its header says, which may be a lie. */
  readonly size: number;
  /** Of its local header, or with `direct` of its data. */
  readonly offset: number;
  readonly direct: boolean;
}

/** Bytes that may still be inflated; shared by an archive and all within it. */
export interface Budget {
  left: number;
}

export class ZipError extends Error {
  readonly kind: 'corrupt' | 'bomb';
  constructor(kind: 'corrupt' | 'bomb', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** More than fits where it should go; it may be no more than the budget has. */
export class ZipTooLarge extends ZipError {}

const endSize = 22;
export const stored = 0;
export const deflated = 8;
export const mostEntries = 300_000;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.byteLength >= endSize && beginsAsZip(bytes);
}

export function beginsAsZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** @throws ZipError when there is no directory, or it is broken */
export function directoryOf(zip: Buffer): ZipEntry[] {
  const end = endRecord(zip);
  let count = zip.readUInt16LE(end + 10);
  let start = zip.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) {
    const wide =
      end - 20 >= 0 && zip.readUInt32LE(end - 20) === 0x07064b50 ? Number(zip.readBigUInt64LE(end - 12)) : -1;
    if (wide >= 0 && wide + 56 <= zip.length && zip.readUInt32LE(wide) === 0x06064b50) {
      count = Number(zip.readBigUInt64LE(wide + 32));
      start = Number(zip.readBigUInt64LE(wide + 48));
    }
  }
  if (count > mostEntries) throw new ZipError('bomb', `it has ${count} entries, more than ${mostEntries}`);
  // A launcher script may stand before the archive: offsets then count from the archive's start.
  const prefix = end - zip.readUInt32LE(end + 12) - start;
  const shift = prefix > 0 && zip.length > start + 4 && zip.readUInt32LE(start) !== 0x02014b50 ? prefix : 0;
  return entriesFrom(zip, start + shift, { count, shift });
}

function entriesFrom(zip: Buffer, from: number, { count, shift }: { count: number; shift: number }): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = from;
  for (let index = 0; index < count; index++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50)
      throw new ZipError('corrupt', 'its directory is broken');
    const nameStart = at + 46;
    const nameEnd = nameStart + zip.readUInt16LE(at + 28);
    entries.push({
      nameStart,
      nameEnd,
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42) + shift,
      direct: false,
    });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** A comment may hold what looks like another: the one that ends with the file counts, else the last. */
function endRecord(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - endSize - 0xffff);
  let last: number | undefined;
  for (let at = zip.length - endSize; at >= lowest; at--) {
    if (zip[at] !== 0x50 || zip.readUInt32LE(at) !== 0x06054b50) continue;
    if (at + endSize + zip.readUInt16LE(at + 20) === zip.length) return at;
    last ??= at;
  }
  if (last === undefined) throw new ZipError('corrupt', 'its end is missing');
  return last;
}

/** Entries of an archive whose directory is cut off, as far as whole ones are there. Those of unknown length are inflated to find their end. */
export function entriesInOrder(zip: Buffer, budget: Budget): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 30 <= zip.length && zip.readUInt32LE(at) === 0x04034b50 && entries.length < mostEntries) {
    const method = zip.readUInt16LE(at + 8);
    const nameStart = at + 30;
    const nameEnd = nameStart + zip.readUInt16LE(at + 26);
    const offset = nameEnd + zip.readUInt16LE(at + 28);
    const trailing = (zip.readUInt16LE(at + 6) & 8) !== 0;
    let packed = zip.readUInt32LE(at + 18);
    let size = zip.readUInt32LE(at + 22);
    if (trailing) {
      const end = method === deflated ? deflatedLength(zip.subarray(offset), budget) : undefined;
      if (end === undefined) break;
      ({ packed, size } = end);
    }
    if (offset + packed > zip.length) break;
    entries.push({ nameStart, nameEnd, method, packed, size, offset, direct: true });
    at = offset + packed;
    if (trailing) at += at + 4 <= zip.length && zip.readUInt32LE(at) === 0x08074b50 ? 16 : 12;
  }
  return entries;
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function deflatedLength(bytes: Buffer, budget: Budget): { packed: number; size: number } | undefined {
  try {
    const options = { info: true, maxOutputLength: Math.max(1, Math.min(budget.left, largestEntry)) };
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as Inflated;
    budget.left -= buffer.length;
    return { packed: engine.bytesWritten, size: buffer.length };
  } catch {
    // Cut off within this entry, or too large: the walk ends here, and the caller says that the archive was not read whole.
    return undefined;
  }
}

/** Bytes that deflate can make of one. */
const mostInflation = 1032;
/** Of one entry, inflated. */
export const largestEntry = 64 * 1024 * 1024;

interface Room {
  readonly most: number;
  readonly budget: Budget;
}

/** @throws ZipError when it is broken, of an unknown kind, or beyond `most` or the budget */
export function contentOf(zip: Buffer, entry: ZipEntry, room: Room): Buffer {
  return unpacked(
    packedOf(zip, entry),
    { method: entry.method, size: entry.size, name: () => nameOf(zip, entry) },
    room,
  );
}

/** @throws ZipError when it does not lie in the archive */
export function packedOf(zip: Buffer, entry: ZipEntry): Buffer {
  let offset = entry.offset;
  if (!entry.direct) {
    if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== 0x04034b50)
      throw new ZipError('corrupt', `${nameOf(zip, entry)} is not where the directory says`);
    offset += 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  }
  if (offset + entry.packed > zip.length) throw new ZipError('corrupt', `${nameOf(zip, entry)} is cut off`);
  return zip.subarray(offset, offset + entry.packed);
}

/** @throws ZipError as above */
export function unpacked(
  packed: Buffer,
  { method, size, name }: { readonly method: number; readonly size: number; name(): string },
  { most, budget }: Room,
): Buffer {
  if (method === stored) {
    if (packed.length > most) throw new ZipTooLarge('bomb', `${name()} has ${packed.length} bytes, more than ${most}`);
    return packed;
  }
  if (method !== deflated) throw unknownMethod(name(), method);
  const room = Math.min(most, budget.left);
  if (room <= 0) throw new ZipError('bomb', 'it and the archives in it unpack to more than is read');
  try {
    const content = inflateRawSync(packed, {
      maxOutputLength: room,
      chunkSize: chunkFor(Math.min(size, room, packed.length * mostInflation)),
    });
    budget.left -= content.length;
    return content;
  } catch (error) {
    // Work that came to nothing is work too: a directory may name the same bytes a hundred thousand times.
    budget.left -= Math.min(room, packed.length * mostInflation);
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new ZipTooLarge('bomb', `${name()} unpacks to more than ${room} bytes`);
    throw new ZipError('corrupt', `${name()} cannot be inflated`);
  }
}

export function unknownMethod(name: string, method: number): ZipError {
  return new ZipError('corrupt', `${name} is packed in an unknown way (${method})`);
}

/** Of many pieces that are joined there is everything twice; and one that is just filled is followed by another. */
function chunkFor(size: number): number {
  return Math.max(4096, size + 64);
}
