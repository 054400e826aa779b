/** Files with holes: which parts of a file an archive has. https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html */
import type { PaxRecords } from './pax.ts';
import { decimal, number, TarError } from './tar-header.ts';

export interface SparseMap {
  /** Of the file with its holes. */
  readonly bytes: number;
  /** Offset and length in turn, rising, as the archive has them one after the other. */
  readonly segments: readonly number[];
}

export const SEGMENTS_MOST = 65_536;

/** The four (header) or twenty-one (extension) pairs of GNU's old form. @returns whether another block of pairs follows */
export function oldGnuPairs(block: Buffer, at: number, pairs: number, segments: number[]): boolean {
  for (let i = 0; i < pairs; i++) {
    const offset = at + i * 24;
    // Pairs end at the first empty one.
    if (block[offset + 12] === 0 && block[offset] === 0) break;
    segments.push(number(block, offset, 12), number(block, offset + 12, 12));
  }
  return block[at + pairs * 24] === 1;
}

export function oldGnuBytes(block: Buffer): number {
  return number(block, 483, 12);
}

/** What PAX records say of holes: 0.0 and 0.1 have the map in them, 1.0 has it before the file's bytes. */
export function paxSparse({
  fields,
  sparsePairs,
}: PaxRecords): { bytes: number; segments: number[] | 'in data' } | undefined {
  const size = fields['GNU.sparse.realsize'] ?? fields['GNU.sparse.size'];
  if (size === undefined) return undefined;
  const bytes = decimal(size);
  if (fields['GNU.sparse.major'] === '1') return { bytes, segments: 'in data' };
  const map = fields['GNU.sparse.map'];
  const numbers = map === undefined ? sparsePairs : map === '' ? [] : map.split(',');
  if (numbers.length > 2 * SEGMENTS_MOST) throw tooMany();
  return { bytes, segments: numbers.map(decimal) };
}

/** @throws TarError when segments overlap, fall back, or are not what the archive has bytes for */
export function sparseMap(bytes: number, segments: readonly number[], stored: number): SparseMap {
  let end = 0;
  let sum = 0;
  for (let i = 0; i < segments.length; i += 2) {
    const offset = segments[i] ?? Number.NaN;
    const length = segments[i + 1] ?? Number.NaN;
    if (!(offset >= end && length >= 0 && offset + length <= bytes)) {
      throw new TarError('corrupt', 'the map of a file with holes makes no sense');
    }
    end = offset + length;
    sum += length;
  }
  if (sum !== stored) throw new TarError('corrupt', 'the map of a file with holes does not fit what is stored of it');
  return { bytes, segments };
}

export function tooMany(): TarError {
  return new TarError('corrupt', `a file with holes has more than ${SEGMENTS_MOST} parts`);
}
