/** Values about CVEs that are the same whatever package has them. */
import type { EpochMs, Epss, KnownExploited } from '@plimsoll/core';
import type { ReleaseEnd } from '../advisory.ts';

/** `[addedAt, dueAt, ransomware]` */
export function encodeKev({ addedAt, dueAt, ransomware }: KnownExploited): Buffer {
  return Buffer.from(JSON.stringify([addedAt, dueAt ?? 0, ransomware ? 1 : 0]));
}

export function decodeKev(body: Buffer | undefined): KnownExploited | undefined {
  if (body === undefined) return undefined;
  const [addedAt, dueAt, ransomware] = JSON.parse(body.toString('utf8')) as [number, number, number];
  return {
    addedAt: addedAt as KnownExploited['addedAt'],
    dueAt: (dueAt || undefined) as KnownExploited['dueAt'],
    ransomware: ransomware === 1,
  };
}

export function encodeEnd({ endOfLifeAt, extendedSupportUntil }: ReleaseEnd): Buffer {
  return Buffer.from(JSON.stringify([endOfLifeAt ?? 0, extendedSupportUntil ?? 0]));
}

export function decodeEnd(body: Buffer | undefined): ReleaseEnd | undefined {
  if (body === undefined) return undefined;
  const [end, extended] = JSON.parse(body.toString('utf8')) as [EpochMs, EpochMs];
  return { endOfLifeAt: end || undefined, extendedSupportUntil: extended || undefined };
}

/**
 * A third of a million scores: a row each would be the largest part of a generation. They lie in blocks of a thousand CVE numbers of one
 * year, each score in 12 bytes: number, probability and percentile in billionths, sorted by number.
 */
export const blockSize = 1000;
const entryBytes = 12;

/** Number, probability and percentile, one after the other: objects would take ten times the memory. */
export type EpssEntries = readonly number[];

/** undefined for what is no CVE. */
export function epssBlock(cve: string): { readonly key: string; readonly number: number } | undefined {
  const place = cvePlace(cve, 0, cve.length);
  if (place < 0) return undefined;
  return { key: epssKey(Math.floor(place / yearSpan), place % yearSpan), number: place % yearSpan };
}

export function epssKey(year: number, number: number): string {
  return `${year}/${Math.floor(number / blockSize)}`;
}

export const yearSpan = 1e9;
/** Year times `yearSpan` plus number of `CVE-year-number`; −1 for anything else. Without a piece of garbage: it reads a third of a million. */
export function cvePlace(text: string, start: number, end: number): number {
  if (end - start < 13 || end - start > 18 || !text.startsWith('CVE-', start) || text.charCodeAt(start + 8) !== 0x2d)
    return -1;
  const year = digits(text, start + 4, start + 8);
  const number = digits(text, start + 9, end);
  return year < 0 || number < 0 ? -1 : year * yearSpan + number;
}

function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export function encodeEpss(entries: EpssEntries): Buffer {
  const order = Array.from({ length: entries.length / 3 }, (_, index) => index * 3);
  order.sort((a, b) => (entries[a] as number) - (entries[b] as number));
  const body = Buffer.alloc(order.length * entryBytes);
  for (const [index, from] of order.entries()) {
    const at = index * entryBytes;
    body.writeUInt32LE(entries[from] as number, at);
    body.writeUInt32LE(Math.round((entries[from + 1] as number) * 1e9), at + 4);
    body.writeUInt32LE(Math.round((entries[from + 2] as number) * 1e9), at + 8);
  }
  return body;
}

export function decodeEpss(body: Buffer | undefined, number: number): Epss | undefined {
  if (body === undefined) return undefined;
  let [low, high] = [0, Math.floor(body.length / entryBytes) - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = middle * entryBytes;
    const found = body.readUInt32LE(at);
    if (found === number)
      return { probability: body.readUInt32LE(at + 4) / 1e9, percentile: body.readUInt32LE(at + 8) / 1e9 };
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
