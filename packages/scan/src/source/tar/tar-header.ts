/** One header block of a tar archive: POSIX.1-2001 ustar, GNU, and what PAX records lay over it. */
import type { PaxRecords } from './pax.ts';

export const BLOCK = 512;

/** What is wrong with an archive's bytes; whoever knows image and layer makes a ScanError of it. */
export class TarError extends Error {
  override readonly name = 'TarError';
  readonly kind: 'truncated' | 'corrupt';

  constructor(kind: 'truncated' | 'corrupt', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A member's header, names as written. */
export interface TarHeader {
  name: string;
  /** The type flag's byte; 0 is a file as '0' is. */
  type: number;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of it in the archive. */
  stored: number;
  /** ms since 1970 */
  modifiedAt: number;
  linkName: string;
  capabilities: Uint8Array | undefined;
}

const USTAR = 0x7573746172; // 'ustar'
const ZERO_FIELDS = { magic: 257, prefix: 345 } as const;

/** undefined: a block of zeros. */
export function parseHeader(block: Buffer): TarHeader | undefined {
  const sum = checksum(block);
  if (sum === 0x20 * 8) return undefined;
  if (sum !== octal(block, 148, 8)) throw new TarError('corrupt', 'a header has the wrong checksum');
  const type = block[156] ?? 0;
  let name = text(block, 0, 100);
  const isUstar = block.readUIntBE(ZERO_FIELDS.magic, 5) === USTAR;
  // GNU's "ustar  " keeps times where POSIX keeps the prefix.
  if (isUstar && block[262] === 0 && block[ZERO_FIELDS.prefix] !== 0) {
    name = `${text(block, ZERO_FIELDS.prefix, 155)}/${name}`;
  }
  const stored = number(block, 124, 12);
  if (!Number.isSafeInteger(stored) || stored < 0) throw new TarError('corrupt', 'a header names an impossible size');
  return {
    name,
    type,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8) || 0,
    gid: number(block, 116, 8) || 0,
    stored,
    modifiedAt: number(block, 136, 12) * 1000 || 0,
    linkName: block[157] === 0 ? '' : text(block, 157, 100),
    capabilities: undefined,
  };
}

/** @throws TarError when a record makes no sense */
export function applyPax(header: TarHeader, { fields, capabilities }: PaxRecords): void {
  const { path, linkpath, size, uid, gid, mtime } = fields;
  if (path !== undefined) header.name = path;
  if (linkpath !== undefined) header.linkName = linkpath;
  if (size !== undefined) header.stored = decimal(size);
  if (uid !== undefined) header.uid = decimal(uid);
  if (gid !== undefined) header.gid = decimal(gid);
  if (mtime !== undefined) header.modifiedAt = Math.trunc(Number(mtime) * 1000) || 0;
  if (capabilities !== undefined) header.capabilities = capabilities;
}

/** A count as PAX and sparse maps write it. */
export function decimal(digits: string): number {
  const value = /^\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new TarError('corrupt', 'an extended header names an impossible number');
  return value;
}

/** Octal, or GNU's base 256 when the first bit is set. */
export function number(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return octal(block, at, length);
  const isNegative = first === 0xff;
  let value = isNegative ? 0 : first & 0x7f;
  for (let i = at + 1; i < at + length; i++) {
    const byte = block[i] ?? 0;
    value = value * 256 + (isNegative ? 255 - byte : byte);
  }
  return isNegative ? -value - 1 : value;
}

export function text(block: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return block.toString('utf8', at, end);
}

function octal(block: Buffer, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = (block[i] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 7) value = value * 8 + digit;
    else if (value > 0) break;
    // Leading spaces and zeros are common; anything else is no number.
    else if (digit !== -0x30 && digit !== -0x10) return Number.NaN;
  }
  return value;
}

function checksum(block: Buffer): number {
  let sum = 0x20 * 8;
  for (let i = 0; i < 148; i++) sum += block[i] as number;
  for (let i = 156; i < BLOCK; i++) sum += block[i] as number;
  return sum;
}
