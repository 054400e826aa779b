/** Headers of Windows executables: https://learn.microsoft.com/windows/win32/debug/pe-format */
import { bytesIn, bytesUpTo, type FileBytes } from './file-bytes.ts';
import { cString, mostHeaders, type Program, type Section, type Segment } from './program.ts';

const sectionSize = 40;
const writable = 0x8000_0000;

/** undefined for DOS programs and when the header lies beyond the bytes. */
export function readPe(bytes: FileBytes): Program | undefined {
  const start = bytesIn(bytes, 0x3c, 4)?.readUInt32LE(0);
  const head = start === undefined ? undefined : bytesIn(bytes, start, 24 + 72);
  if (start === undefined || head === undefined || head.readUInt32LE(0) !== 0x4550) return undefined;
  const count = Math.min(head.readUInt16LE(6), mostHeaders);
  const wide = head.readUInt16LE(24) === 0x20b;
  const base = wide ? Number(head.readBigUInt64LE(24 + 24)) : head.readUInt32LE(24 + 28);
  const table = bytesUpTo(bytes, start + 24 + head.readUInt16LE(20), count * sectionSize);

  const sections: Section[] = [];
  const segments: Segment[] = [];
  for (let at = 0; at + sectionSize <= table.length; at += sectionSize) {
    const place = {
      address: base + table.readUInt32LE(at + 12),
      size: table.readUInt32LE(at + 16),
      offset: table.readUInt32LE(at + 20),
    };
    sections.push({ name: cString(table, at, 8), ...place });
    segments.push({ ...place, writable: (table.readUInt32LE(at + 36) & writable) !== 0 });
  }
  return { format: 'pe', bytes, littleEndian: true, sections, segments, missing: undefined };
}
