/** Headers of ELF files, both sizes and byte orders: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
import { bytesIn, bytesUpTo, type FileBytes } from './file-bytes.ts';
import { cString, mostHeaders, type Program, type Section, type Segment } from './program.ts';

const loaded = 1;
const noFileBytes = 8;
const longestName = 64;
/** Of all names of sections together. */
const mostNameBytes = 1024 * 1024;

/** undefined when the header contradicts itself. */
export function readElf(bytes: FileBytes): Program | undefined {
  const head = bytesIn(bytes, 0, 64);
  if (head === undefined) return undefined;
  const wide = head[4] === 2;
  const littleEndian = head[5] === 1;
  if ((!wide && head[4] !== 1) || (!littleEndian && head[5] !== 2)) return undefined;
  const { word, half, long } = numbers({ wide, littleEndian });

  const segments: Segment[] = [];
  const programSize = wide ? 56 : 32;
  const programCount = Math.min(half(head, wide ? 0x38 : 0x2c), mostHeaders);
  const programs = bytesUpTo(bytes, long(head, wide ? 0x20 : 0x1c), programCount * programSize);
  for (let at = 0; at + programSize <= programs.length; at += programSize) {
    if (word(programs, at) !== loaded) continue;
    segments.push({
      writable: (word(programs, at + (wide ? 4 : 24)) & 2) !== 0,
      offset: long(programs, at + (wide ? 8 : 4)),
      address: long(programs, at + (wide ? 16 : 8)),
      size: long(programs, at + (wide ? 32 : 16)),
    });
  }

  const sections: Section[] = [];
  const sectionSize = wide ? 64 : 40;
  const sectionCount = half(head, wide ? 0x3c : 0x30);
  const place = { offset: long(head, wide ? 0x28 : 0x20), size: sectionCount * sectionSize };
  const table = bytesIn(bytes, place.offset, place.size);
  const missing = table === undefined && sectionCount > 0 ? place : undefined;
  const namesAt = half(head, wide ? 0x3e : 0x32);
  if (table !== undefined && namesAt < sectionCount) {
    const named = namesAt * sectionSize;
    const names = bytesUpTo(
      bytes,
      long(table, named + (wide ? 24 : 16)),
      Math.min(mostNameBytes, long(table, named + (wide ? 32 : 20))),
    );
    for (let at = 0; at < table.length && sections.length < mostHeaders; at += sectionSize) {
      if (word(table, at + 4) === noFileBytes) continue;
      sections.push({
        name: cString(names, word(table, at), longestName),
        address: long(table, at + (wide ? 16 : 12)),
        offset: long(table, at + (wide ? 24 : 16)),
        size: long(table, at + (wide ? 32 : 20)),
      });
    }
  }
  return { format: 'elf', bytes, littleEndian, sections, segments, missing };
}

function numbers({ wide, littleEndian }: { readonly wide: boolean; readonly littleEndian: boolean }) {
  const word = (from: Buffer, at: number): number => (littleEndian ? from.readUInt32LE(at) : from.readUInt32BE(at));
  return {
    word,
    half: (from: Buffer, at: number): number => (littleEndian ? from.readUInt16LE(at) : from.readUInt16BE(at)),
    // Beyond 2⁵³ a double is not exact, but then it is beyond every file too.
    long: (from: Buffer, at: number): number =>
      wide ? Number(littleEndian ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at)) : word(from, at),
  };
}
