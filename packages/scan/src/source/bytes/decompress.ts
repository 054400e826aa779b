/** What a layer is once unpacked: by its first bytes, for media types lie. */
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ScanError } from '../../errors.ts';
import type { ByteStream } from './byte-stream.ts';
import { createSweeper } from './young-garbage.ts';
import { zstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'bzip2' | 'xz';

export interface DecompressOptions {
  /** As an error message names it. */
  readonly what: string;
  /** Bytes that may come out of it. */
  readonly most: number;
  /** Bytes that may come out for each that goes in. */
  readonly ratio: number;
  /** Whoever asks for the next chunk keeps nothing of those before: their memory is given back at once, long before a collector would. */
  readonly forgetful?: boolean;
}

/** Below this nobody is hurt, and small things may compress very well. */
const FREE_BYTES = 64 * 1024 * 1024;
/** Large, and one ahead: the threads that unpack then never wait for the one that looks. A tenth of a scan's time, measured. */
const CHUNK = 512 * 1024;
const FLOW = { chunkSize: CHUNK, readableHighWaterMark: 2 * CHUNK } as const;
const HEAD = 6;

/** @param head at least the first six bytes, or all there are */
export function compressionOf(head: Uint8Array): Compression {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  if (a !== undefined && (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  if (a === 0x42 && b === 0x5a && c === 0x68) return 'bzip2';
  if (a === 0xfd && b === 0x37 && c === 0x7a && d === 0x58 && head[4] === 0x5a && head[5] === 0) return 'xz';
  return 'none';
}

/**
 * @throws ScanError (from the stream) ARCHIVE_BOMB, LAYER_TRUNCATED, LAYER_CORRUPT
 */
export async function* decompressed(stream: ByteStream, options: DecompressOptions): ByteStream {
  const { what } = options;
  const iterator = stream[Symbol.asyncIterator]();
  const flow = { in: 0 };
  let unpacked: ByteStream;
  try {
    const head = await firstBytes(iterator);
    const input = rejoined(head, iterator, flow);
    const compression = compressionOf(head);
    if (compression === 'none') unpacked = input;
    else if (compression === 'gzip') unpacked = through(input, createGunzip(FLOW), options);
    else if (compression === 'zstd') unpacked = through(zstdFrames(input), createZstdDecompress(FLOW), options);
    else
      throw new ScanError('LAYER_CORRUPT', `${what} is compressed with ${compression}, which images may not be.`, {
        hint: 'Build or push the image again with gzip or zstd layers.',
      });
    yield* bounded(unpacked, flow, options);
  } finally {
    await iterator.return?.();
  }
}

async function* bounded(stream: ByteStream, flow: { in: number }, options: DecompressOptions): ByteStream {
  const { what, most, ratio } = options;
  let out = 0;
  const sweep = createSweeper();
  for await (const chunk of stream) {
    out += chunk.length;
    sweep(chunk.length);
    if (out > most) throw bomb(`${what} unpacks to more than ${most} bytes.`);
    if (out > FREE_BYTES && out > flow.in * ratio)
      throw bomb(`${what} unpacks to more than ${ratio} times its size (${out} bytes from ${flow.in}).`);
    yield chunk;
  }
}

function bomb(message: string): ScanError {
  return new ScanError('ARCHIVE_BOMB', message, {
    hint: 'This is how a decompression bomb looks. If the layer is meant to be so large, raise the limit.',
  });
}

async function firstBytes(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD) {
    const { value, done } = await iterator.next();
    if (done) break;
    // Few sources have so little in their first chunk, and a chunk is not to be kept.
    head = head.length === 0 && value.length >= HEAD ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* rejoined(head: Buffer, rest: AsyncIterator<Buffer>, flow: { in: number }): ByteStream {
  flow.in += head.length;
  if (head.length > 0) yield head;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    flow.in += value.length;
    yield value;
  }
}

async function* through(input: ByteStream, transform: Transform, { what, forgetful }: DecompressOptions): ByteStream {
  const pumped = pump(input, transform);
  try {
    for await (const chunk of transform as AsyncIterable<Buffer>) {
      yield chunk;
      if (forgetful === true) release(chunk);
    }
  } catch (error) {
    throw explained(error, what);
  } finally {
    transform.destroy();
    await pumped;
  }
}

/** Each chunk is used up before the next is asked for. What goes wrong comes out of the transform; ends when that is destroyed. */
async function pump(input: ByteStream, transform: Transform): Promise<void> {
  // One that fails or is left early forgets to say that it is done with what it was given.
  let goOn = () => {};
  transform.once('close', () => goOn());
  try {
    for await (const chunk of input) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
        transform.write(chunk, () => resolve());
      });
      if (transform.destroyed) return;
    }
    transform.end();
  } catch (error) {
    transform.destroy(error as Error);
  }
}

/** zlib fills one buffer with several chunks and goes on to another: with the chunk at a buffer's end nothing of it is needed any more. */
function release({ buffer, byteOffset, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === CHUNK && byteOffset + byteLength === CHUNK)
    buffer.transfer(0);
}

function explained(error: unknown, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') {
    return new ScanError('LAYER_TRUNCATED', `${what} ends in the middle of its compressed data.`, {
      hint: 'The image was pushed or saved incompletely. Build or push it again.',
      cause: error,
    });
  }
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) {
    return new ScanError('LAYER_CORRUPT', `${what} cannot be decompressed: ${(error as Error).message}.`, {
      hint: 'The image was pushed or saved damaged. Build or push it again.',
      cause: error,
    });
  }
  return error;
}
