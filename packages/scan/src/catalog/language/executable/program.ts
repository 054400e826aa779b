/**
 * The parts of an executable that catalogers look into: named sections, and which file bytes lie at which address.
 *
 * in     what a reader of one format made of a file's first bytes, or all of them
 * out    sections and segments as its headers say
 * holds  every number comes from the file and is believed only as far as the bytes go; nothing is copied
 */
import { bytesIn, type FileBytes } from './file-bytes.ts';

export interface Program {
  readonly format: 'elf' | 'pe' | 'mach-o';
  readonly bytes: FileBytes;
  readonly littleEndian: boolean;
  /** [] when it has none or when their table is not here; a name that is not here is ''. */
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  /** Where its table of sections lies, when that is not among the bytes that are here. */
  readonly missing: Range | undefined;
}

export interface Range {
  readonly offset: number;
  readonly size: number;
}

export interface Section extends Range {
  readonly name: string;
  readonly address: number;
}

export interface Segment extends Omit<Section, 'name'> {
  readonly writable: boolean;
}

/** No linker makes more of either. */
export const mostHeaders = 10_000;

/** Bytes at an address of the running program; undefined when they are not from the file or not all here. */
export function bytesAt({ bytes, segments }: Program, address: number, size: number): Buffer | undefined {
  const segment = segments.find((each) => address >= each.address && address - each.address + size <= each.size);
  return segment === undefined ? undefined : bytesIn(bytes, segment.offset + (address - segment.address), size);
}

/** Text up to the first NUL, at most `most` bytes. */
export function cString(bytes: Buffer, offset: number, most: number): string {
  const end = bytes.indexOf(0, offset);
  const stop = Math.min(end < 0 ? bytes.length : end, offset + most, bytes.length);
  return offset < stop ? bytes.toString('latin1', offset, stop) : '';
}
