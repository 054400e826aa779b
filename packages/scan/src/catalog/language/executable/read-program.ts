/** Tells the format of an executable by its first bytes. */
import { readElf } from './elf.ts';
import { readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';
import type { Program } from './program.ts';

/** undefined for what is no executable, or one whose header contradicts itself. */
export function readProgram(raw: Uint8Array): Program | undefined {
  if (raw.byteLength < 64) return undefined;
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  switch (bytes.readUInt32BE(0)) {
    case 0x7f454c46:
      return readElf(bytes);
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
    case 0xcafebabe:
      return readMachO(bytes);
    default:
      return bytes[0] === 0x4d && bytes[1] === 0x5a ? readPe(bytes) : undefined;
  }
}
