/** Walks the ledger when somebody asks, but not anew for each page they turn. */
import type { RecordId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Ledger } from './ledger.ts';

export interface LedgerCheck {
  /** The first entry that does not fit its place in the chain. */
  firstBroken(): Promise<RecordId | undefined>;
}

const freshMs = 10_000;

export function createLedgerCheck(ledger: Ledger, clock: Clock): LedgerCheck {
  let last: { readonly at: number; readonly broken: Promise<RecordId | undefined> } | undefined;
  return {
    firstBroken() {
      if (last === undefined || clock.now() - last.at >= freshMs) {
        last = { at: clock.now(), broken: ledger.firstBroken() };
      }
      return last.broken;
    },
  };
}
