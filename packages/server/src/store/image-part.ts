/** Lists as compressed parts: items that are asked for together lie together. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export const itemsInPart = 64;
/** A part beyond this was not written by us. */
const mostBytes = 256 * 1024 * 1024;

/** Items as lines: one is read without the others. */
export function packedItems(items: readonly unknown[]): Uint8Array {
  return packedLines(items.map((item) => JSON.stringify(item)));
}

export function packedLines(lines: readonly string[]): Uint8Array {
  return zstdCompressSync(lines.join('\n'));
}

export function linesOf(body: Uint8Array): string[] {
  return zstdDecompressSync(body, { maxOutputLength: mostBytes }).toString('utf8').split('\n');
}

/** In the place of an item that is gone, so that the others keep theirs. */
export const gone = 'null';

export function packed(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value));
}

export function unpacked<T>(body: Uint8Array): T {
  return JSON.parse(zstdDecompressSync(body, { maxOutputLength: mostBytes }).toString('utf8')) as T;
}

export function inParts<T>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += itemsInPart) parts.push(items.slice(from, from + itemsInPart));
  return parts;
}
