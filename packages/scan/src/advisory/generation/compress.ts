import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Texts of a few kilobytes: the default buffers are of 128, and a hundred thousand of them are garbage before anybody collects it. */
export function compress(text: string): Buffer {
  const bytes = Buffer.from(text);
  return zstdCompressSync(bytes, { chunkSize: bytes.length + 64 });
}

/** Nothing that is kept has more; a folder may come from anywhere. */
const mostBytes = 256 << 20;

/** @throws RangeError for what is more than that unpacked */
export function decompress(body: Buffer): string {
  const chunkSize = Math.min(mostBytes, Math.max(4096, body.length * 8));
  return zstdDecompressSync(body, { chunkSize, maxOutputLength: mostBytes }).toString('utf8');
}
