/** Tells the format of an executable by its first bytes. */
import { readElf } from './elf.ts';
import { bytesIn, type FileBytes, fileBytes } from './file-bytes.ts';
import { firstOfUniversal, readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';
import type { Program } from './program.ts';

/** From a file's first bytes, or all of them; of a universal file its first program. */
export function readHeldProgram(bytes: Uint8Array): Program | undefined {
  const first = firstOfUniversal(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)));
  return readProgram(fileBytes(first === undefined ? bytes : bytes.subarray(first.offset, first.offset + first.size)));
}

/** undefined for what is no executable, or one whose header contradicts itself. */
export function readProgram(file: FileBytes): Program | undefined {
  const head = bytesIn(file, 0, 64);
  if (head === undefined) return undefined;
  switch (head.readUInt32BE(0)) {
    case 0x7f454c46:
      return readElf(file);
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
      return readMachO(file);
    default:
      return head[0] === 0x4d && head[1] === 0x5a ? readPe(file) : undefined;
  }
}
