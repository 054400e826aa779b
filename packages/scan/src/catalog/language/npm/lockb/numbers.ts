/** Counts and places in a bun.lockb: 64 bits, little-endian, none of them above the size of the file. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** @throws Error when the file ends before it, or has fewer bytes than it says */
export function countAt(file: Buffer, at: number, what: string): number {
  if (at + 8 > file.length) throw new Error(`it ends at byte ${file.length}, before ${what} at byte ${at}`);
  const value = file.readBigUInt64LE(at);
  if (value > BigInt(file.length)) {
    throw new Error(`${what} is said at byte ${at} to be ${value}, where the file has ${file.length} bytes`);
  }
  return Number(value);
}
