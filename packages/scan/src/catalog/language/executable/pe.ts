/** Headers of Windows executables: https://learn.microsoft.com/windows/win32/debug/pe-format */
import { cString, mostHeaders, type Program, type Section, type Segment } from './program.ts';

const sectionSize = 40;
const writable = 0x8000_0000;

/** undefined for DOS programs and when the header lies beyond the bytes. */
export function readPe(bytes: Buffer): Program | undefined {
  const start = bytes.readUInt32LE(0x3c);
  if (start + 24 + 72 > bytes.length || bytes.readUInt32LE(start) !== 0x4550) return undefined;
  const count = bytes.readUInt16LE(start + 6);
  const optional = start + 24;
  const wide = bytes.readUInt16LE(optional) === 0x20b;
  const base = wide ? Number(bytes.readBigUInt64LE(optional + 24)) : bytes.readUInt32LE(optional + 28);
  const table = optional + bytes.readUInt16LE(start + 20);

  const sections: Section[] = [];
  const segments: Segment[] = [];
  for (let index = 0; index < Math.min(count, mostHeaders); index++) {
    const at = table + index * sectionSize;
    if (at + sectionSize > bytes.length) break;
    const place = {
      address: base + bytes.readUInt32LE(at + 12),
      size: bytes.readUInt32LE(at + 16),
      offset: bytes.readUInt32LE(at + 20),
    };
    sections.push({ name: cString(bytes, at, 8), ...place });
    segments.push({ ...place, writable: (bytes.readUInt32LE(at + 36) & writable) !== 0 });
  }
  return { format: 'pe', bytes, littleEndian: true, sections, segments, cut: false };
}
