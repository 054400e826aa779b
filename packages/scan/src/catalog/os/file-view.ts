/**
 * A file that is read here and there: held as it is, or packed while it went by.
 *
 * in     its bytes, at once or chunk by chunk
 * out    any part of it
 * holds  packed, a third of a database's size or less, and the few blocks of it that were last looked into
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { createSweeper } from '../../source/bytes/young-garbage.ts';

export interface FileView {
  readonly length: number;
  /** Not to be changed; shorter where the file ends. */
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
const quickly = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function heldFile(file: Buffer): FileView {
  return { length: file.length, bytes: (at, length) => file.subarray(at, at + length) };
}

export function packFile(): FilePacker {
  const packed: Buffer[] = [];
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  let length = 0;
  const pack = () => {
    // A buffer of its own, for what comes out may lie in a much larger one.
    packed.push(Buffer.from(zstdCompressSync(block.subarray(0, filled), quickly)));
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
  /** The one that was last looked into comes last. */
  const held = new Map<number, Buffer>();
  const sweep = createSweeper();

  function blockAt(index: number): Buffer {
    const there = held.get(index);
    held.delete(index);
    // Never put into one that was handed out: whoever has a part of it may still look there.
    const block = there ?? zstdDecompressSync(packed[index] as Buffer, { maxOutputLength: blockBytes });
    if (there === undefined) sweep(2 * blockBytes);
    held.set(index, block);
    for (const [oldest] of held) {
      if (held.size <= blocksHeld) break;
      held.delete(oldest);
    }
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
      const joined = Buffer.allocUnsafe(end - at);
      for (let index = first; index <= last; index++) {
        const start = index * blockBytes;
        blockAt(index).copy(
          joined,
          Math.max(0, start - at),
          Math.max(0, at - start),
          Math.min(blockBytes, end - start),
        );
      }
      return joined;
    },
  };
}
