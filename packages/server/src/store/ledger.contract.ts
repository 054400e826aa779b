/** What every Ledger must do. */
import type { EpochMs, RecordId } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { firstHash, hashOf, type Ledger, type NewChange } from './ledger.ts';

const change = (n: number): NewChange => ({
  id: `change-${n}` as RecordId,
  at: n as EpochMs,
  actor: 'local user',
  what: 'workload.mode',
  subject: n % 2 === 0 ? 'docker/web' : 'docker/api',
  before: { mode: 'discover', nothing: undefined },
  after: { mode: 'monitor' },
  reason: 'öfter "gesehen"\n',
  because: [],
});

export function ledgerContract(name: string, open: () => Promise<Ledger>): void {
  describe(`ledger: ${name}`, () => {
    it('chains each entry to the one before', async () => {
      const ledger = await open();
      const first = await ledger.append(change(1));
      const second = await ledger.append(change(2));

      expect(first.previousHash).toBe(firstHash);
      expect(second.previousHash).toBe(first.hash);
      const { hash, ...entry } = second;
      expect(hashOf(entry)).toBe(hash);
      expect(await ledger.firstBroken()).toBeUndefined();
    });

    it('gives pages, newest first, and filters', async () => {
      const ledger = await open();
      for (let n = 1; n <= 7; n++) await ledger.append(change(n));
      const ids: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await ledger.list({ limit: 3, cursor });
        ids.push(...page.items.map(({ id }) => id));
        expect(page.total).toBe(7);
        if (page.next === null) break;
        cursor = page.next;
      }

      expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `change-${n}`));
      expect((await ledger.list({ limit: 10, subject: 'docker/web' })).total).toBe(3);
    });
  });
}
