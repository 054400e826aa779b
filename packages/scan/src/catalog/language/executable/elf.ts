/** Headers of ELF files, both sizes and byte orders: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
import { cString, mostHeaders, type Program, type Section, type Segment } from './program.ts';

const loaded = 1;
const noFileBytes = 8;

/** undefined when the header contradicts itself. */
export function readElf(bytes: Buffer): Program | undefined {
  const wide = bytes[4] === 2;
  const littleEndian = bytes[5] === 1;
  if ((!wide && bytes[4] !== 1) || (!littleEndian && bytes[5] !== 2)) return undefined;
  const word = (offset: number) => (littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  const half = (offset: number) => (littleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset));
  // Beyond 2⁵³ a double is not exact, but then it is beyond every file too.
  const long = (offset: number) =>
    wide ? Number(littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset)) : word(offset);

  const tables = wide
    ? {
        programs: long(0x20),
        sections: long(0x28),
        programCount: half(0x38),
        sectionCount: half(0x3c),
        names: half(0x3e),
      }
    : {
        programs: long(0x1c),
        sections: long(0x20),
        programCount: half(0x2c),
        sectionCount: half(0x30),
        names: half(0x32),
      };

  const segments: Segment[] = [];
  const programSize = wide ? 56 : 32;
  for (let index = 0; index < Math.min(tables.programCount, mostHeaders); index++) {
    const at = tables.programs + index * programSize;
    if (at + programSize > bytes.length) break;
    if (word(at) !== loaded) continue;
    segments.push({
      writable: (word(at + (wide ? 4 : 24)) & 2) !== 0,
      offset: long(at + (wide ? 8 : 4)),
      address: long(at + (wide ? 16 : 8)),
      size: long(at + (wide ? 32 : 16)),
    });
  }

  const sectionSize = wide ? 64 : 40;
  const cut = tables.sectionCount > 0 && tables.sections + tables.sectionCount * sectionSize > bytes.length;
  const sections: Section[] = [];
  if (!cut && tables.names < tables.sectionCount) {
    const names = tables.sections + tables.names * sectionSize;
    const text = long(names + (wide ? 24 : 16));
    for (let index = 0; index < Math.min(tables.sectionCount, mostHeaders); index++) {
      const at = tables.sections + index * sectionSize;
      if (word(at + 4) === noFileBytes) continue;
      sections.push({
        name: cString(bytes, text + word(at), 64),
        address: long(at + (wide ? 16 : 12)),
        offset: long(at + (wide ? 24 : 16)),
        size: long(at + (wide ? 32 : 20)),
      });
    }
  }
  return { format: 'elf', bytes, littleEndian, sections, segments, cut };
}
