/** Bytes of a part of a file, read as they are asked for. */
import type { FileHandle } from 'node:fs/promises';
import type { ByteStream } from './byte-stream.ts';

const CHUNK = 64 * 1024;

/** @param length undefined: to the file's end. A file that ends before gives fewer bytes: whoever knows better must check. */
export async function* fileBytes(handle: FileHandle, offset = 0, length: number | undefined = undefined): ByteStream {
  let at = offset;
  const end = length === undefined ? Number.POSITIVE_INFINITY : offset + length;
  while (at < end) {
    // A buffer of its own each time: who gets it may keep it.
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
  }
}
