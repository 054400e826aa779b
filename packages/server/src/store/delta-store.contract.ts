/** What every DeltaStore must do. */
import type { BatchId, EpochMs, WorkloadId } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import type { DeltaStore, StoredDelta } from './delta-store.ts';

const web = 'docker/web' as WorkloadId;
const delta = (n: number): StoredDelta => ({
  workload: web,
  batch: `run:${n}` as BatchId,
  at: n as EpochMs,
  observations: n,
  state: new Uint8Array([n]),
});

export function deltaStoreContract(name: string, open: () => Promise<DeltaStore>): void {
  describe(`delta store: ${name}`, () => {
    it('gives batches in the order they came', async () => {
      const store = await open();
      for (const n of [2, 1, 3]) await store.keep(delta(n));

      expect(await store.pending(web, 2)).toEqual([delta(2), delta(1)]);
      expect(await store.waiting()).toEqual([{ workload: web, batches: 3 }]);
    });

    it('takes a batch once, merged or not', async () => {
      const store = await open();
      expect(await store.keep(delta(1))).toBe(true);
      expect(await store.keep(delta(1))).toBe(false);
      await store.merged(web, [delta(1).batch], { version: 1, remember: 10 });

      expect(await store.keep(delta(1))).toBe(false);
      expect(await store.waiting()).toEqual([]);
    });

    it('forgets the oldest merged batches, never one that waits', async () => {
      const store = await open();
      for (let n = 1; n <= 10; n++) await store.keep(delta(n));
      const merged = Array.from({ length: 8 }, (_, i) => delta(i + 3).batch);
      await store.merged(web, merged, { version: 1, remember: 3 });

      expect((await store.pending(web, 10)).map(({ observations }) => observations)).toEqual([1, 2]);
      expect(await store.keep(delta(10))).toBe(false);
      expect(await store.keep(delta(5))).toBe(true);
    });
  });
}
