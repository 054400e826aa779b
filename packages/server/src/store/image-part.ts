/** Lists as compressed parts: items that are asked for together lie together. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export const itemsInPart = 64;
/** A part beyond this was not written by us. */
const mostBytes = 256 * 1024 * 1024;

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
