/** Headers of macOS executables: https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
import { bytesIn, bytesUpTo, type FileBytes } from './file-bytes.ts';
import { cString, mostHeaders, type Program, type Range, type Section, type Segment } from './program.ts';

const universal = 0xcafebabe;
const segment32 = 0x1;
const segment64 = 0x19;
/** Of all load commands together; a real program has some ten KB of them. */
const mostCommandBytes = 1024 * 1024;

export function readMachO(bytes: FileBytes): Program | undefined {
  const head = bytesIn(bytes, 0, 32);
  if (head === undefined) return undefined;
  const magic = head.readUInt32BE(0);
  const littleEndian = magic === 0xcefaedfe || magic === 0xcffaedfe;
  const wide = magic === 0xfeedfacf || magic === 0xcffaedfe;
  const commands = bytesUpTo(bytes, 0, mostCommandBytes);
  const word = (offset: number) => (littleEndian ? commands.readUInt32LE(offset) : commands.readUInt32BE(offset));
  const long = (offset: number) =>
    wide ? Number(littleEndian ? commands.readBigUInt64LE(offset) : commands.readBigUInt64BE(offset)) : word(offset);

  const sections: Section[] = [];
  const segments: Segment[] = [];
  let at = wide ? 32 : 28;
  for (let index = 0; index < Math.min(word(16), mostHeaders) && at + 8 <= commands.length; index++) {
    const command = word(at);
    const size = word(at + 4);
    if (size < 8) break;
    const header = wide ? 72 : 56;
    if ((command === segment32 || command === segment64) && at + header <= commands.length) {
      const place = wide
        ? { address: long(at + 24), offset: long(at + 40), size: long(at + 48), writable: (word(at + 60) & 2) !== 0 }
        : { address: long(at + 24), offset: long(at + 32), size: long(at + 36), writable: (word(at + 44) & 2) !== 0 };
      segments.push(place);
      const each = wide ? 80 : 68;
      const count = Math.min(word(at + (wide ? 64 : 48)), mostHeaders - sections.length);
      for (let number = 0; number < count; number++) {
        const from = at + header + number * each;
        if (from + each > commands.length) break;
        sections.push({
          name: cString(commands, from, 16),
          address: long(from + 32),
          size: long(from + (wide ? 40 : 36)),
          offset: word(from + (wide ? 48 : 40)),
        });
      }
    }
    at += size;
  }
  return { format: 'mach-o', bytes, littleEndian, sections, segments, missing: undefined };
}

/** The first program of a universal file; undefined for what is none, a Java class for example. */
export function firstOfUniversal(head: Buffer): Range | undefined {
  if (head.length < 28 || head.readUInt32BE(0) !== universal) return undefined;
  const count = head.readUInt32BE(4);
  // A Java class has its version there, which is never that small.
  return count === 0 || count > 30 ? undefined : { offset: head.readUInt32BE(16), size: head.readUInt32BE(20) };
}
