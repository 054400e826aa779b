/**
 * A file that is read here and there: held as it is, or packed while it went by.
 *
 * in     its bytes, at once or chunk by chunk
 * out    any part of it
 * holds  packed, a third of a database's size or less, and the few blocks of it that were last looked into
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { keepYoungFew } from '../../source/bytes/young-garbage.ts';

export interface FileView {
  readonly length: number;
  /** Not to be changed, and good until the next is asked for; shorter where the file ends. */
  bytes(at: number, length: number): Buffer;
}

export interface FilePacker {
  /** Somebody else's once this returns. */
  add(chunk: Uint8Array): void;
  /** Of all that was added; nothing can be added after this. */
  view(): FileView;
}

const blockBytes = 256 * 1024;
/** As many as a walk through a database goes back and forth between. */
const blocksHeld = 8;
/** In one piece. */
const chunkSize = blockBytes + 1024;
const quickly = { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function heldFile(file: Buffer): FileView {
  return { length: file.length, bytes: (at, length) => file.subarray(at, at + length) };
}

export function packFile(): FilePacker {
  // Whatever is made of so large a file, room is needed for that.
  keepYoungFew();
  const packed: Buffer[] = [];
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  let length = 0;
  const pack = () => {
    const made = zstdCompressSync(block.subarray(0, filled), quickly);
    const own = Buffer.allocUnsafeSlow(made.length);
    made.copy(own);
    letGo(made);
    packed.push(own);
    filled = 0;
  };
  return {
    add(chunk) {
      length += chunk.byteLength;
      for (let at = 0; at < chunk.byteLength; ) {
        const part = chunk.subarray(at, at + blockBytes - filled);
        block.set(part, filled);
        filled += part.byteLength;
        at += part.byteLength;
        if (filled === blockBytes) pack();
      }
    },
    view() {
      if (filled > 0) pack();
      return packedView(packed, length);
    },
  };
}

function packedView(packed: readonly Buffer[], length: number): FileView {
  /** The one that was last looked into comes last; their buffers are used again and again. */
  const held = new Map<number, Buffer>();
  let joined = Buffer.alloc(0);

  function room(): Buffer {
    const [oldest] = held;
    if (oldest === undefined || held.size < blocksHeld) return Buffer.allocUnsafeSlow(blockBytes);
    held.delete(oldest[0]);
    return oldest[1];
  }

  function blockAt(index: number): Buffer {
    let block = held.get(index);
    if (block === undefined) {
      block = room();
      const made = zstdDecompressSync(packed[index] as Buffer, { chunkSize, maxOutputLength: blockBytes });
      made.copy(block);
      letGo(made);
    } else held.delete(index);
    held.set(index, block);
    return block;
  }

  return {
    length,
    bytes(at, wanted) {
      const end = Math.min(length, at + wanted);
      if (end <= at) return Buffer.alloc(0);
      const first = Math.floor(at / blockBytes);
      const last = Math.floor((end - 1) / blockBytes);
      if (first === last) return blockAt(first).subarray(at % blockBytes, (at % blockBytes) + end - at);
      if (joined.length < end - at) joined = Buffer.allocUnsafeSlow(end - at);
      for (let index = first; index <= last; index++) {
        const start = index * blockBytes;
        const block = blockAt(index).subarray(Math.max(0, at - start), Math.min(blockBytes, end - start));
        block.copy(joined, Math.max(0, start - at));
      }
      return joined.subarray(0, end - at);
    },
  };
}

/** Nobody else has it, and a collector does not know how large it is. */
function letGo({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunkSize) buffer.transfer(0);
}
