import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Texts of a few kilobytes: the default buffers are of 128, and a hundred thousand of them are garbage before anybody collects it. */
export function compress(text: string): Buffer {
  const bytes = Buffer.from(text);
  return zstdCompressSync(bytes, { chunkSize: bytes.length + 64 });
}

export function decompress(body: Buffer): string {
  return zstdDecompressSync(body, { chunkSize: Math.max(4096, body.length * 8) }).toString('utf8');
}
