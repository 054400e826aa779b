/**
 * Where the frames of a zstd stream end: RFC 8878, section 3.
 *
 * Node's decompressor stops at the end of the first frame when more follows in the same write, and layers are written with many frames
 * (zstd:chunked: one a file). So writes are cut at the ends of frames, and skippable frames are left out.
 */
import type { ByteStream } from './byte-stream.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const SIZE_BYTES = [0, 2, 4, 8] as const;

type State = 'magic' | 'skip-size' | 'descriptor' | 'block' | 'pass' | 'drop';

/** Chunks of which each lies in one frame. Bytes that are no frame are handed on: the decompressor has the words for that. */
export async function* zstdFrames(stream: ByteStream): ByteStream {
  const cutter = new FrameCutter();
  for await (const chunk of stream) yield* cutter.cut(chunk);
  // A frame's head that was cut short: the decompressor shall see it and say so.
  yield* cutter.rest();
}

class FrameCutter {
  #state: State = 'magic';
  /** Bytes of a small field, gathered over chunks. */
  #field = 0;
  #fieldBytes = 0;
  readonly #small = Buffer.alloc(4);
  /** Of what is passed on or dropped. */
  #left = 0;
  #checksum = false;
  #lost = false;

  *cut(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#lost) break;
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        if (this.#state === 'drop') start = at;
        if (this.#left === 0) {
          if (this.#state === 'drop') this.#state = 'magic';
          else if (this.#state === 'pass') {
            this.#state = 'magic';
            if (at > start) yield chunk.subarray(start, at);
            start = at;
          }
        }
        continue;
      }
      const needed = this.#state === 'descriptor' ? 1 : this.#state === 'block' ? 3 : 4;
      const byte = chunk[at] ?? 0;
      this.#small[this.#fieldBytes] = byte;
      this.#fieldBytes += 1;
      at += 1;
      const isHead = this.#state === 'magic' || this.#state === 'skip-size';
      // A magic number is held back until it is known whether its frame is kept.
      if (isHead) start = at;
      if (this.#fieldBytes < needed) continue;
      this.#field = this.#small.readUIntLE(0, needed);
      this.#fieldBytes = 0;
      const wasBlock = this.#state === 'block';
      const head = this.#step();
      if (head !== undefined) yield head;
      // An empty last block ends its frame at once.
      if (wasBlock && this.#state === 'magic') {
        yield chunk.subarray(start, at);
        start = at;
      }
    }
    if (start < chunk.length && this.#state !== 'drop') yield chunk.subarray(start);
  }

  *rest(): Generator<Buffer> {
    if (this.#state === 'magic' && this.#fieldBytes > 0) yield Buffer.from(this.#small.subarray(0, this.#fieldBytes));
  }

  /** A field is complete. @returns what was held back and belongs to the stream */
  #step(): Buffer | undefined {
    const field = this.#field;
    switch (this.#state) {
      case 'magic':
        if ((field & 0xfffffff0) >>> 0 === SKIPPABLE) {
          this.#state = 'skip-size';
          return undefined;
        }
        if (field === MAGIC) this.#state = 'descriptor';
        else this.#lost = true;
        return Buffer.from(this.#small.subarray(0, 4));
      case 'skip-size':
        this.#left = field;
        this.#state = field === 0 ? 'magic' : 'drop';
        return undefined;
      case 'descriptor': {
        const isSingle = (field & 0x20) !== 0;
        const sizeFlag = field >> 6;
        const sizeBytes = sizeFlag === 0 && isSingle ? 1 : (SIZE_BYTES[sizeFlag] ?? 0);
        this.#checksum = (field & 0x04) !== 0;
        this.#left = (isSingle ? 0 : 1) + (DICTIONARY_BYTES[field & 3] ?? 0) + sizeBytes;
        this.#state = 'block';
        return undefined;
      }
      case 'block': {
        const isRepeated = ((field >> 1) & 3) === 1;
        this.#left = isRepeated ? 1 : field >>> 3;
        if ((field & 1) === 1) {
          this.#left += this.#checksum ? 4 : 0;
          this.#state = this.#left === 0 ? 'magic' : 'pass';
        }
        return undefined;
      }
      default:
        return undefined;
    }
  }
}
