/**
 * Where the packages of a bun.lockb lie: one column behind the other, each with a value for every package. Of eight columns, what a
 * package is called, comes from and needs is in the first five.
 */
import { countAt } from './numbers.ts';

export interface PackageColumns {
  readonly count: number;
  /** Where the column starts. */
  readonly names: number;
  readonly dependencies: number;
  resolutionOf(index: number): { readonly at: number; readonly format: number };
  /** The first byte behind the table. */
  readonly end: number;
}

const nameBytes = 8;
const hashBytes = 8;
const sliceBytes = 8;
const metaBytes = 88;
const binBytes = 20;
/** Absent before 0.6.8. */
const scriptsBytes = 49;
const alignment = 8;

/** @throws Error when the table is not of the shape that is known */
export function locatePackages(file: Buffer, at: number, format: number): PackageColumns {
  const count = countAt(file, at, 'the number of its packages');
  const aligned = countAt(file, at + 8, 'the alignment of its packages');
  const fields = countAt(file, at + 16, 'the number of columns of its packages');
  const start = countAt(file, at + 24, 'the start of its packages');
  const end = countAt(file, at + 32, 'the end of its packages');
  if (aligned !== alignment || (fields !== 7 && fields !== 8)) {
    throw new Error(`its packages have at byte ${at + 8} ${fields} columns aligned to ${aligned}, which is not known`);
  }
  const resolutionBytes = format === 2 ? 64 : 72;
  const before = nameBytes + hashBytes + resolutionBytes;
  const bytes = before + 2 * sliceBytes + metaBytes + binBytes + (fields === 8 ? scriptsBytes : 0);
  if (start < at + 40 || end - start !== count * bytes) {
    throw new Error(`its ${count} packages of ${bytes} bytes are said at byte ${at} to lie from ${start} to ${end}`);
  }
  const resolutionsOfPackages = start + count * (nameBytes + hashBytes);
  return {
    count,
    names: start,
    dependencies: start + count * before,
    resolutionOf: (index) => ({ at: resolutionsOfPackages + index * resolutionBytes, format }),
    end,
  };
}
