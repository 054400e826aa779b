/**
 * Where a list of crates may begin in a large program: the section's name is told only at the file's end, so the list is known by its own
 * beginning, which is zlib's header and, unpacked, `{"packages":[`.
 */
import { constants, inflateSync } from 'node:zlib';
import { beyondMark, type ProgramSearch } from '../executable/follow-program.ts';
import type { Range } from '../executable/program.ts';

/** Packed; that of a large program is some 30 KB. */
const longestList = 1024 * 1024;
const mostLists = 4;
/** Places to try, each of which costs a quarter of a millisecond; by chance there are some ten in a large program. */
const mostTries = 2000;
const beginning = Buffer.from('{"packages":[', 'latin1');
/** Enough packed bytes for tables and the first words. */
const sample = beyondMark / 2;
const deflate32k = 0x78;

export function crateSearch(): Pick<ProgramSearch, 'ranges' | 'marks'> {
  let lists = 0;
  let tries = 0;
  return {
    ranges: () => [],
    marks(bytes, length, offset) {
      const found: Range[] = [];
      for (
        let at = bytes.indexOf(deflate32k);
        at >= 0 && at < length && lists < mostLists && tries < mostTries;
        at = bytes.indexOf(deflate32k, at + 1)
      ) {
        if (!mayBegin(bytes, at)) continue;
        tries++;
        if (!isCrateList(bytes.subarray(at))) continue;
        lists++;
        found.push({ offset: offset + at, size: longestList });
      }
      return found;
    },
  };
}

/** zlib's header with its check (RFC 1950, section 2.2), and a first block that may be one (RFC 1951, section 3.2). */
function mayBegin(bytes: Buffer, at: number): boolean {
  const flags = bytes[at + 1] ?? 0;
  if ((deflate32k * 256 + flags) % 31 !== 0 || (flags & 0x20) !== 0 || at + 12 > bytes.length) return false;
  switch (((bytes[at + 2] as number) >> 1) & 3) {
    case 0:
      return bytes.readUInt16LE(at + 3) === (~bytes.readUInt16LE(at + 5) & 0xffff);
    case 1:
      return (bytes.readUIntLE(at + 2, 3) % 2 ** 19) >> 3 === fixedBeginning;
    case 2:
      return hasWholeTable(bytes, at + 2);
    default:
      return false;
  }
}

/** `{"` in the fixed code: 8 bits each, most significant first. */
const fixedBeginning = 0b01001010_11010101;

/** Lengths of the code that the tables are written in: together they must use up the room there is, neither more nor less. */
function hasWholeTable(bytes: Buffer, at: number): boolean {
  const head = bytes.readUIntLE(at, 3) >>> 3;
  if ((head & 31) > 29 || ((head >>> 5) & 31) > 29) return false;
  const lengths = ((head >>> 10) & 15) + 4;
  let room = 0;
  for (let index = 0, bit = 17; index < lengths; index++, bit += 3) {
    const length = ((((bytes[at + (bit >>> 3) + 1] ?? 0) << 8) | (bytes[at + (bit >>> 3)] ?? 0)) >>> (bit & 7)) & 7;
    if (length > 0) room += 128 >>> length;
  }
  return room === 128;
}

export function isCrateList(packed: Buffer): boolean {
  if (!mayBegin(packed, 0)) return false;
  try {
    const start = inflateSync(packed.subarray(0, sample), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 1024 * sample + sample,
    });
    return start.subarray(0, beginning.length).equals(beginning);
  } catch {
    // Bytes that were no zlib stream.
    return false;
  }
}
