/**
 * Where the files of a layer are read into: small ones into one buffer, one after the other; large ones into room all layers share.
 *
 * Buffers made anew for each file wait outside the heap for a collector that does not know how large they are: over an image of five
 * gigabytes that was 30 MB.
 */
import type { HeldBytes } from './held-bytes.ts';

export interface Scratch {
  /** Exactly so long; good until it is done with, and done with before the next is asked for. Rejects with the signal's reason. */
  take(bytes: number): Promise<Buffer>;
  done(): void;
}

/** Few files are larger, and each layer that is being read has one buffer of this size. */
const kept = 2 * 1024 * 1024;
const smallest = 256 * 1024;

export function createScratch(held: HeldBytes, signal: AbortSignal): Scratch {
  let buffer = Buffer.allocUnsafeSlow(0);
  let release = () => {};
  return {
    async take(bytes) {
      if (bytes <= kept) {
        if (bytes > buffer.length) buffer = Buffer.allocUnsafeSlow(Math.min(kept, Math.max(smallest, bytes * 2)));
        return buffer.subarray(0, bytes);
      }
      const large = await held.take(bytes, signal);
      release = large.release;
      return large.buffer;
    },
    done() {
      release();
      release = () => {};
    },
  };
}
