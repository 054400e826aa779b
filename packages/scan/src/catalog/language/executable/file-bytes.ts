/**
 * Bytes of a file as far as they are here: all of it, its beginning, or parts that were kept as it went by.
 *
 * in     parts and where each lies
 * out    what is asked for, or undefined
 * holds  nothing is copied, and nothing is made up: a range that is not within one part is not here
 */

export interface FileBytes {
  readonly parts: readonly FilePart[];
}

export interface FilePart {
  readonly offset: number;
  readonly bytes: Buffer;
}

export function fileBytes(bytes: Uint8Array, offset = 0): FileBytes {
  return { parts: [{ offset, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }] };
}

/** All of a range; undefined when a byte of it is missing. */
export function bytesIn(file: FileBytes, offset: number, size: number): Buffer | undefined {
  for (const part of file.parts) {
    const from = offset - part.offset;
    if (from >= 0 && size >= 0 && from + size <= part.bytes.length) return part.bytes.subarray(from, from + size);
  }
  return undefined;
}

/** A range as far as it is here without a gap; empty when its first byte is missing. */
export function bytesUpTo(file: FileBytes, offset: number, size: number): Buffer {
  let longest: Buffer = nothing;
  for (const part of file.parts) {
    const from = offset - part.offset;
    if (from < 0 || from >= part.bytes.length) continue;
    const here = part.bytes.subarray(from, Math.min(part.bytes.length, from + size));
    if (here.length > longest.length) longest = here;
  }
  return longest;
}

const nothing: Buffer = Buffer.alloc(0);
