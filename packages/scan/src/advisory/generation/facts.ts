/** Values about CVEs that are the same whatever package has them. */
import type { Epss, KnownExploited } from '@plimsoll/core';

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

/**
 * A third of a million scores: a row each would be the largest part of a generation. They lie in blocks of a thousand CVE numbers of one
 * year, each score in 12 bytes: number, probability and percentile in billionths, sorted by number.
 */
const blockSize = 1000;
const entryBytes = 12;

export interface EpssEntry extends Epss {
  readonly number: number;
}

/** undefined for what is no CVE. */
export function epssBlock(cve: string): { readonly key: string; readonly number: number } | undefined {
  const match = /^CVE-(\d{4})-(\d{4,9})$/.exec(cve);
  if (match === null) return undefined;
  const number = Number(match[2]);
  return { key: `${match[1]}/${Math.floor(number / blockSize)}`, number };
}

export function encodeEpss(entries: readonly EpssEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => a.number - b.number);
  const body = Buffer.alloc(sorted.length * entryBytes);
  for (const [index, { number, probability, percentile }] of sorted.entries()) {
    body.writeUInt32LE(number, index * entryBytes);
    body.writeUInt32LE(Math.round(probability * 1e9), index * entryBytes + 4);
    body.writeUInt32LE(Math.round(percentile * 1e9), index * entryBytes + 8);
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
