/**
 * What the Go linker leaves in every program: the toolchain's version and the modules it was built from.
 *
 * in     an executable, held or as far as it was kept
 * out    both texts as written, undefined for a program that is not Go's
 * holds  looks in the section made for it first, and where a linker or a strip tool dropped that, for the marks around the module list
 * source https://github.com/golang/go/blob/master/src/debug/buildinfo/buildinfo.go
 */
import { bytesUpTo, type FileBytes, type FilePart } from '../executable/file-bytes.ts';
import { bytesAt, cString, type Program, type Range } from '../executable/program.ts';

export interface GoBuildInfo {
  /** `go1.22.3`; undefined when only the module list was found. */
  readonly toolchain: string | undefined;
  /** Lines of `path`, `mod`, `dep`, `=>` and `build`. '' when it was built without modules. */
  readonly modules: string;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
export const listStart: Buffer = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const end = Buffer.from('f932433186182072008242104116d8f2', 'hex');
/** Of Kubernetes, with some 300 modules, it is 40 KB. */
const longest = 4 * 1024 * 1024;
/** Texts that look like a toolchain's version. */
export const mostVersions = 1000;

export function readGoBuildInfo(program: Program): GoBuildInfo | undefined {
  for (const { offset, size } of places(program)) {
    const info = readAt(program, offset, size);
    if (info !== undefined) return info;
  }
  if (program.sections.length > 0 && !isGo(program)) return undefined;
  return readMarked(program.bytes);
}

/** Whether its headers say that Go's linker or a Go compiler made it. */
export function isGo({ bytes, sections }: Program): boolean {
  if (sections.some(({ name }) => goSections.has(name))) return true;
  // The build id lies in a note near the file's start, where a table of sections may be gone or beyond the bytes.
  return bytesUpTo(bytes, 0, 8192).includes(buildIdNote);
}

const goSections = new Set([
  '.go.buildinfo',
  '.gopclntab',
  '.note.go.buildid',
  '.go.module',
  '__go_buildinfo',
  '__gopclntab',
]);
/** Note type 4 of the owner `Go`. */
const buildIdNote = Buffer.from('\x04\0\0\0Go\0\0', 'latin1');
const mostPlaces = 16;

/** Where the header may be: its own section, or the start of the writable data (always so on Windows). */
function places({ bytes, sections, segments }: Program): readonly Range[] {
  const own = sections.find(({ name }) => name === '.go.buildinfo' || name === '__go_buildinfo');
  const range =
    own ?? sections.find(({ name }) => name === '.data') ?? segments.find((each) => each.writable && each.size > 0);
  if (range === undefined) return [];
  const found: Range[] = [];
  for (const part of bytes.parts) {
    const data = within(part, range);
    for (let at = data.bytes.indexOf(magic); at >= 0; at = data.bytes.indexOf(magic, at + 1)) {
      const offset = data.offset + at;
      // Elsewhere it is a constant of a program that reads build information itself.
      if ((range.address + offset - range.offset) % 16 !== 0) continue;
      found.push({ offset, size: range.offset + range.size - offset });
      if (found.length === mostPlaces) return found;
    }
  }
  return found;
}

function within({ offset, bytes }: FilePart, range: Range): FilePart {
  const from = Math.min(bytes.length, Math.max(0, range.offset - offset));
  return { offset: offset + from, bytes: bytes.subarray(from, Math.max(from, range.offset + range.size - offset)) };
}

function readAt(program: Program, offset: number, size: number): GoBuildInfo | undefined {
  const header = bytesUpTo(program.bytes, offset, size);
  if (header.length < 32) return undefined;
  const flags = header[15] as number;
  if ((flags & 2) !== 0) return readInline(header);
  const pointerSize = header[14] as number;
  if (pointerSize !== 4 && pointerSize !== 8) return undefined;
  const big = (flags & 1) !== 0;
  const toolchain = stringAt(program, pointer(header, 16, { pointerSize, big }), { pointerSize, big });
  if (toolchain === undefined || toolchain.length === 0) return undefined;
  const modules = stringAt(program, pointer(header, 16 + pointerSize, { pointerSize, big }), { pointerSize, big });
  return { toolchain: toolchain.toString(), modules: withoutMarks(modules ?? Buffer.alloc(0)) };
}

/** Since Go 1.18: both strings follow, each with its length in front. */
function readInline(header: Buffer): GoBuildInfo | undefined {
  const toolchain = countedAt(header, 32);
  if (toolchain === undefined) return undefined;
  const modules = countedAt(header, toolchain.next);
  return { toolchain: toolchain.text.toString(), modules: withoutMarks(modules?.text ?? Buffer.alloc(0)) };
}

function countedAt(bytes: Buffer, from: number): { text: Buffer; next: number } | undefined {
  let length = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return length > longest || at + length > bytes.length
    ? undefined
    : { text: bytes.subarray(at, at + length), next: at + length };
}

interface Width {
  readonly pointerSize: number;
  readonly big: boolean;
}

/** Before Go 1.18: a pointer to a string's header, which is a pointer and a length. */
function stringAt(program: Program, address: number, width: Width): Buffer | undefined {
  const header = bytesAt(program, address, width.pointerSize * 2);
  if (header === undefined) return undefined;
  const length = pointer(header, width.pointerSize, width);
  return length > longest ? undefined : bytesAt(program, pointer(header, 0, width), length);
}

function pointer(bytes: Buffer, offset: number, { pointerSize, big }: Width): number {
  if (pointerSize === 4) return big ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset);
  return Number(big ? bytes.readBigUInt64BE(offset) : bytes.readBigUInt64LE(offset));
}

/** The list comes between two marks of 16 bytes each. */
function withoutMarks(modules: Buffer): string {
  return modules.length >= 33 && modules[modules.length - 17] === 0x0a
    ? modules.toString('utf8', 16, modules.length - 16)
    : '';
}

/** The same list among the read-only data, where the linker puts it as any other string. */
function readMarked(file: FileBytes): GoBuildInfo | undefined {
  for (const { bytes } of file.parts) {
    const from = bytes.indexOf(listStart);
    if (from < 0) continue;
    const to = bytes.subarray(from, from + longest).indexOf(end);
    if (to < 0) continue;
    return { toolchain: toolchainIn(file), modules: bytes.toString('utf8', from + listStart.length, from + to) };
  }
  return undefined;
}

/** The version stands alone between NULs; undefined when there are two that differ. */
function toolchainIn({ parts }: FileBytes): string | undefined {
  let found: string | undefined;
  let tries = 0;
  for (const { bytes } of parts) {
    for (
      let at = bytes.indexOf('\0go1.', 0, 'latin1');
      at >= 0 && tries < mostVersions;
      at = bytes.indexOf('\0go1.', at + 1, 'latin1')
    ) {
      tries++;
      const text = cString(bytes, at + 1, 64);
      if (!/^go1\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?(?:[ -].*)?$/.test(text)) continue;
      if (found !== undefined && found !== text) return undefined;
      found = text;
    }
  }
  return found;
}
