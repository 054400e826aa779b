/**
 * The parts of an executable that catalogers look into: named sections, and which file bytes lie at which address.
 *
 * in     what a reader of one format made of a file's first bytes, or all of them
 * out    sections and segments as its headers say
 * holds  every number comes from the file and is believed only as far as the bytes go; nothing is copied
 */

export interface Program {
  readonly format: 'elf' | 'pe' | 'mach-o';
  readonly bytes: Buffer;
  readonly littleEndian: boolean;
  /** [] when it has none or when they lie beyond the bytes. */
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  /** The section table lies beyond the bytes that are here. */
  readonly cut: boolean;
}

export interface Section {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly address: number;
}

export interface Segment extends Omit<Section, 'name'> {
  readonly writable: boolean;
}

/** No linker makes more of either. */
export const mostHeaders = 10_000;

/** Bytes of a section as far as they are here; undefined when it is not there at all. */
export function sectionBytes(program: Program, section: Section): Buffer | undefined {
  return section.offset < program.bytes.length ? slice(program.bytes, section.offset, section.size) : undefined;
}

/** Bytes at an address of the running program; undefined when they are not from the file or not all here. */
export function bytesAt({ bytes, segments }: Program, address: number, size: number): Buffer | undefined {
  const segment = segments.find((each) => address >= each.address && address - each.address + size <= each.size);
  if (segment === undefined) return undefined;
  const offset = segment.offset + (address - segment.address);
  return offset + size <= bytes.length ? bytes.subarray(offset, offset + size) : undefined;
}

export function slice(bytes: Buffer, offset: number, size: number): Buffer {
  return bytes.subarray(offset, Math.min(bytes.length, offset + size));
}

/** Text up to the first NUL, at most `most` bytes. */
export function cString(bytes: Buffer, offset: number, most: number): string {
  const end = bytes.indexOf(0, offset);
  const stop = Math.min(end < 0 ? bytes.length : end, offset + most, bytes.length);
  return offset < stop ? bytes.toString('latin1', offset, stop) : '';
}
