/**
 * What the first bytes of a program say: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 *
 * in     the head of a file, a few thousand bytes
 * out    format, and for ELF whether it needs a loader, what packed it and what made it
 * holds  offsets are checked; what lies beyond the head is not known, and then nothing is claimed
 */
import type { Executable } from '../../facts/layer-facts.ts';

export type ExecutableHead = Pick<Executable, 'format' | 'static' | 'packer' | 'language'>;

const segmentTypes = { interpreter: 3, note: 4 } as const;
const fileTypes = { executable: 2, shared: 3 } as const;
const mostSegments = 128;

export function executableHead(bytes: Buffer, path: string): ExecutableHead {
  const plain = { static: false, packer: undefined, language: undefined } as const;
  if (bytes.length > 2 && bytes[0] === 0x23 && bytes[1] === 0x21) return { format: 'script', ...plain };
  if (bytes.length >= 52 && bytes.readUInt32BE(0) === 0x7f454c46) return elfHead(bytes, path);
  return { format: isPortableExecutable(bytes) ? 'pe' : 'other', ...plain };
}

function elfHead(bytes: Buffer, path: string): ExecutableHead {
  const segments = segmentsOf(bytes);
  const packer = bytes.includes('UPX!') ? 'upx' : undefined;
  if (segments === undefined) return { format: 'elf', static: false, packer, language: undefined };
  const { type, entry, list } = segments;
  const loaded = list.some((each) => each.type === segmentTypes.interpreter);
  // A library has no interpreter either. It has no entry point, or at least is called one.
  const program =
    type === fileTypes.executable || (type === fileTypes.shared && entry !== 0n && !/\.so(?:\.|$)/.test(path));
  const language = list.some((each) => each.type === segmentTypes.note && hasGoNote(bytes, each)) ? 'go' : undefined;
  return { format: 'elf', static: program && !loaded, packer, language };
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly bytes: number;
}

interface Segments {
  readonly type: number;
  readonly entry: bigint;
  readonly list: readonly Segment[];
}

/** undefined when the program headers are not in the head. */
function segmentsOf(bytes: Buffer): Segments | undefined {
  const wide = bytes[4] === 2;
  if ((!wide && bytes[4] !== 1) || (bytes[5] !== 1 && bytes[5] !== 2) || (wide && bytes.length < 64)) return undefined;
  const read = readers(bytes, { wide, big: bytes[5] === 2 });
  const at = Number(read.word(wide ? 32 : 28));
  const each = read.half(wide ? 54 : 42);
  const count = read.half(wide ? 56 : 44);
  if (count === 0 || count > mostSegments || each < (wide ? 56 : 32) || at + count * each > bytes.length)
    return undefined;
  const list = Array.from({ length: count }, (_, index): Segment => {
    const start = at + index * each;
    return {
      type: read.u32(start),
      offset: Number(read.word(start + (wide ? 8 : 4))),
      bytes: Number(read.word(start + (wide ? 32 : 16))),
    };
  });
  return { type: read.half(16), entry: read.word(24), list };
}

function readers(bytes: Buffer, { wide, big }: { readonly wide: boolean; readonly big: boolean }) {
  const u32 = (at: number): number => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  return {
    u32,
    half: (at: number): number => (big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)),
    word: (at: number): bigint =>
      wide ? (big ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at)) : BigInt(u32(at)),
  };
}

/** Go's linker writes a note with the build id, whose owner is `Go`: cmd/link, elf.go. */
function hasGoNote(bytes: Buffer, { offset, bytes: length }: Segment): boolean {
  if (offset >= bytes.length) return false;
  return bytes.subarray(offset, Math.min(bytes.length, offset + length)).includes('\x04\0\0\0Go\0\0', 0, 'latin1');
}

function isPortableExecutable(bytes: Buffer): boolean {
  if (bytes.length < 64 || bytes[0] !== 0x4d || bytes[1] !== 0x5a) return false;
  const at = bytes.readUInt32LE(60);
  return at + 4 <= bytes.length && bytes.toString('latin1', at, at + 4) === 'PE\0\0';
}
