/** Ranges of a file that are kept while the rest of it goes by. */
import type { FileBytes } from './file-bytes.ts';
import type { Range } from './program.ts';

export interface KeptRanges {
  /** From bytes that are handed in now or later. Ranges that are one too many, or too large together, are not kept. */
  keep(range: Range): void;
  /** Bytes of the file at `offset`; calls may overlap, but leave nothing out. They are copied. */
  pass(bytes: Buffer, offset: number): void;
  /** What was kept; a range the file ended in is there up to the end. */
  kept(): FileBytes;
}

interface Kept extends Range {
  bytes: Buffer;
  filled: number;
}

const mostRanges = 4500;
/** So that even a small range does not grow by many copies. */
const leastRoom = 64;

/** @param most bytes, of all ranges together */
export function keepRanges(most: number): KeptRanges {
  const ranges: Kept[] = [];
  let open: Kept[] = [];
  let left = most;
  return {
    keep(range) {
      if (!(range.offset >= 0) || !(range.size > 0) || range.size > left || ranges.length === mostRanges) return;
      left -= range.size;
      const fresh = { ...range, bytes: Buffer.allocUnsafe(Math.min(range.size, leastRoom)), filled: 0 };
      ranges.push(fresh);
      open.push(fresh);
    },
    pass(bytes, offset) {
      let ended = false;
      for (const range of open) {
        take(range, bytes, offset);
        ended ||= range.filled === range.size;
      }
      if (ended) open = open.filter(({ filled, size }) => filled < size);
    },
    kept: () => ({
      parts: ranges.flatMap(({ offset, bytes, filled }) =>
        filled === 0 ? [] : [{ offset, bytes: bytes.subarray(0, filled) }],
      ),
    }),
  };
}

/** A header may claim anything: room is made as bytes come. */
function take(range: Kept, bytes: Buffer, offset: number): void {
  const from = range.offset + range.filled - offset;
  if (from < 0 || from >= bytes.length) return;
  const count = Math.min(bytes.length - from, range.size - range.filled);
  const needed = range.filled + count;
  if (needed > range.bytes.length) {
    const wider = Buffer.allocUnsafe(Math.min(range.size, Math.max(needed, range.bytes.length * 2)));
    range.bytes.copy(wider, 0, 0, range.filled);
    range.bytes = wider;
  }
  bytes.copy(range.bytes, range.filled, from, from + count);
  range.filled = needed;
}
