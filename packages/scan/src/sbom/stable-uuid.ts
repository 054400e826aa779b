import { createHash } from 'node:crypto';
import type { ScanReport } from '@plimsoll/core';

/** The same report gives the same id and another one another: RFC 9562 version 8, made from a hash of what the document holds. */
export function stableUuid(kind: string, report: ScanReport): string {
  const hash = createHash('sha256');
  const add = (part: unknown) => hash.update(`${JSON.stringify(part) ?? ''}\0`);
  add([kind, report.scannedAt, report.image.reference, report.image.digest, report.data?.generation]);
  for (const item of report.packages) add(item);
  for (const { key, severity, suppressed } of report.findings) add([key, severity, suppressed]);
  return uuidOf(hash.digest());
}

export function uuidOf(bytes: Uint8Array): string {
  const sixteen = Buffer.from(bytes.subarray(0, 16));
  sixteen[6] = ((sixteen[6] ?? 0) & 0x0f) | 0x80;
  sixteen[8] = ((sixteen[8] ?? 0) & 0x3f) | 0x80;
  return sixteen.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Short and of letters and digits only, for formats whose ids allow no more. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}
