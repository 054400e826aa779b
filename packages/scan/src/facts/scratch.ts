/**
 * One buffer that the files of a layer are read into, one after the other.
 *
 * Buffers made anew for each file wait outside the heap for a collector that does not know how large they are: over an image of five
 * gigabytes that was 30 MB.
 */
export interface Scratch {
  /** At least so long; good until the next is asked for. */
  of(bytes: number): Buffer;
}

/** A larger one is made for its one file: few files are, and it should not be held for the rest of the layer. */
const kept = 16 * 1024 * 1024;
const smallest = 256 * 1024;

export function createScratch(): Scratch {
  let buffer = Buffer.allocUnsafeSlow(0);
  return {
    of(bytes) {
      if (bytes > kept) return Buffer.allocUnsafeSlow(bytes);
      if (bytes > buffer.length) buffer = Buffer.allocUnsafeSlow(Math.min(kept, Math.max(smallest, bytes * 2)));
      return buffer;
    },
  };
}
