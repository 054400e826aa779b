/** Bytes of a part of a file, read one chunk ahead of whoever takes them. */
import type { FileHandle } from 'node:fs/promises';
import type { ByteStream } from './byte-stream.ts';

const CHUNK = 256 * 1024;

/**
 * The same two buffers all along: made anew for each chunk, they would pile up outside the heap until a collector comes by.
 * @param length undefined: to the file's end. A file that ends before gives fewer bytes: whoever knows better must check.
 */
export async function* fileBytes(handle: FileHandle, offset = 0, length: number | undefined = undefined): ByteStream {
  const end = length === undefined ? Number.POSITIVE_INFINITY : offset + length;
  const size = Math.min(CHUNK, end - offset);
  if (size <= 0) return;
  const read = (into: Buffer, at: number): Promise<{ bytesRead: number }> => {
    const going = handle.read(into, 0, Math.min(size, end - at), at);
    // It may fail while nobody waits for it yet.
    going.catch(() => {});
    return going;
  };
  let here: Buffer = Buffer.allocUnsafeSlow(size);
  let ahead: Buffer | undefined;
  let at = offset;
  let going = read(here, at);
  try {
    for (;;) {
      const { bytesRead } = await going;
      if (bytesRead === 0) return;
      at += bytesRead;
      const filled = here.subarray(0, bytesRead);
      if (at >= end) {
        yield filled;
        return;
      }
      const next: Buffer = ahead ?? Buffer.allocUnsafeSlow(size);
      going = read(next, at);
      [here, ahead] = [next, here];
      yield filled;
    }
  } finally {
    // Nobody closes the file under a read.
    await going.catch(() => {});
  }
}
