/** Headers of macOS executables, also the first of a universal one: https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
import { cString, mostHeaders, type Program, type Section, type Segment } from './program.ts';

const universal = 0xcafebabe;
const segment32 = 0x1;
const segment64 = 0x19;

/** undefined for what only starts like one, a Java class for example. */
export function readMachO(whole: Buffer): Program | undefined {
  const bytes = whole.readUInt32BE(0) === universal ? firstOf(whole) : whole;
  if (bytes === undefined) return undefined;
  const magic = bytes.readUInt32BE(0);
  const littleEndian = magic === 0xcefaedfe || magic === 0xcffaedfe;
  const wide = magic === 0xfeedfacf || magic === 0xcffaedfe;
  if (!littleEndian && !wide && magic !== 0xfeedface) return undefined;
  const word = (offset: number) => (littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  const long = (offset: number) =>
    wide ? Number(littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset)) : word(offset);

  const sections: Section[] = [];
  const segments: Segment[] = [];
  let at = wide ? 32 : 28;
  for (let index = 0; index < Math.min(word(16), mostHeaders) && at + 8 <= bytes.length; index++) {
    const command = word(at);
    const size = word(at + 4);
    if (size < 8) break;
    const head = wide ? 72 : 56;
    if ((command === segment32 || command === segment64) && at + head <= bytes.length) {
      const place = wide
        ? { address: long(at + 24), offset: long(at + 40), size: long(at + 48), writable: (word(at + 60) & 2) !== 0 }
        : { address: long(at + 24), offset: long(at + 32), size: long(at + 36), writable: (word(at + 44) & 2) !== 0 };
      segments.push(place);
      const each = wide ? 80 : 68;
      const count = Math.min(word(at + (wide ? 64 : 48)), mostHeaders - sections.length);
      for (let number = 0; number < count; number++) {
        const from = at + head + number * each;
        if (from + each > bytes.length) break;
        sections.push({
          name: cString(bytes, from, 16),
          address: long(from + 32),
          size: long(from + (wide ? 40 : 36)),
          offset: word(from + (wide ? 48 : 40)),
        });
      }
    }
    at += size;
  }
  return { format: 'mach-o', bytes, littleEndian, sections, segments, cut: false };
}

function firstOf(bytes: Buffer): Buffer | undefined {
  const count = bytes.readUInt32BE(4);
  // A Java class has its version there, which is never that small.
  if (count === 0 || count > 30) return undefined;
  const offset = bytes.readUInt32BE(16);
  const part = bytes.subarray(offset, offset + bytes.readUInt32BE(20));
  return part.length < 64 ? undefined : part;
}
