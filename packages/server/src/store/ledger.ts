/**
 * The ledger: every change that somebody or something made, in order. A port.
 *
 * in     who changed what, from what to what, and why
 * out    entries whose hash covers the entry before
 * holds  entries are only added; changing or removing one breaks the chain from there on
 */
import { createHash } from 'node:crypto';
import type { Change, ChangePage, ChangeQuery, ChangeWhat } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import { canonicalJson } from '../sign/canonical-json.ts';

export interface Ledger {
  append(entry: NewChange): Promise<Change>;
  /** Newest first. */
  list(query: ChangeQuery): Promise<Pick<ChangePage, 'items' | 'total' | 'next'>>;
  /** Walks the whole chain: the first entry that does not fit, or undefined. */
  firstBroken(): Promise<RecordId | undefined>;
}

export interface NewChange {
  readonly id: RecordId;
  readonly at: EpochMs;
  readonly actor: string;
  readonly what: ChangeWhat;
  readonly subject: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly because: readonly RecordId[];
}

export const firstHash = '0'.repeat(64);

export function hashOf(entry: Omit<Change, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}
