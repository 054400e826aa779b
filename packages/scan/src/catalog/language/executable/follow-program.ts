/**
 * A program too large to be held, looked through as it goes by.
 *
 * in     its bytes, chunk by chunk; what to keep of them, by its headers and by marks in its bytes
 * out    the program with what was kept, at its end
 * holds  a few MB at most, whatever the file's size; what is no program costs its first chunk
 */
import type { Follower } from '../../../facts/analyzer.ts';
import { fileBytes } from './file-bytes.ts';
import { keepRanges } from './kept-ranges.ts';
import { firstOfUniversal } from './mach-o.ts';
import type { Program, Range } from './program.ts';
import { readProgram } from './read-program.ts';

export interface ProgramSearch {
  /** What to keep by what the first bytes say. */
  ranges(head: Program): readonly Range[];
  /** What to keep by what is found: marks that begin in the first `length` of these bytes, which lie at `offset` of the program. */
  marks(bytes: Buffer, length: number, offset: number): readonly Range[];
  /** `whole`: it was seen to its end. Not called for what is no program. */
  done(program: Program, whole: boolean): void;
}

const headBytes = 64 * 1024;
/** Bytes behind a mark that are there when it is found. */
export const beyondMark = 1024;
/** As sources hand them out; of a larger one the room grows. */
const mostChunk = 256 * 1024;
const mostKept = 16 * 1024 * 1024;
/** Before the table of sections most linkers put their names. */
const namesBefore = 64 * 1024;

export function followProgram(search: ProgramSearch): Follower {
  const ranges = keepRanges(mostKept);
  let isProgram: boolean | undefined;
  let isUniversal = false;
  /** Bytes before the program, in a universal file. */
  let before = 0;
  /** One buffer for all windows: a large program has a thousand, and memory is not given back as fast as they come. */
  let room: Buffer = Buffer.allocUnsafe(headBytes + mostChunk);
  let window: Buffer = room.subarray(0, 0);
  /** Where the window begins in the program. */
  let offset = 0;

  function extend(bytes: Uint8Array): void {
    const length = window.length + bytes.byteLength;
    const next = length <= room.length ? room : Buffer.allocUnsafe(length);
    // Memory may overlap: Buffer's own copying knows how to deal with that.
    window.copy(next);
    next.set(bytes, window.length);
    room = next;
    window = room.subarray(0, length);
  }

  function begin(): boolean {
    const first = isUniversal ? undefined : firstOfUniversal(window);
    if (first !== undefined) {
      isUniversal = true;
      before = Math.max(0, first.offset - window.length);
      window = window.subarray(Math.min(first.offset, window.length));
      return window.length >= headBytes ? begin() : true;
    }
    const head = readProgram(fileBytes(window));
    isProgram = head !== undefined;
    if (head === undefined) return false;
    ranges.keep({ offset: 0, size: headBytes });
    const { missing } = head;
    if (missing !== undefined) {
      const from = Math.max(0, missing.offset - namesBefore);
      ranges.keep({ offset: from, size: missing.offset + missing.size - from });
    }
    for (const range of search.ranges(head)) ranges.keep(range);
    return true;
  }

  function pass(length: number): void {
    for (const range of search.marks(window, length, offset)) ranges.keep(range);
    ranges.pass(window, offset);
    window = window.subarray(length);
    offset += length;
  }

  return {
    chunk(bytes) {
      if (isProgram === false) return false;
      const skipped = Math.min(before, bytes.byteLength);
      before -= skipped;
      extend(bytes.subarray(skipped));
      if (isProgram === undefined && window.length < headBytes) return true;
      if (isProgram === undefined && !begin()) return false;
      if (isProgram === true && window.length > beyondMark) pass(window.length - beyondMark);
      return true;
    },
    end(whole) {
      // Of a universal file the first call only says where its first program is.
      if (isProgram === undefined && begin() && isProgram === undefined) begin();
      if (isProgram !== true) return;
      pass(window.length);
      const program = readProgram(ranges.kept());
      if (program !== undefined) search.done(program, whole);
    },
  };
}
