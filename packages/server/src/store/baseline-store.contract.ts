/** What every BaselineStore must do. Each adapter's test calls this with a fresh store. */
import type { EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import type { BaselineStore, StoredBaseline } from './baseline-store.ts';

const web = 'docker/web' as WorkloadId;
const version = (n: number): StoredBaseline => ({
  id: `baseline-${n}` as RecordId,
  workload: web,
  version: n,
  at: n as EpochMs,
  state: new Uint8Array([n, 0, 255]),
});

export function baselineStoreContract(name: string, open: () => Promise<BaselineStore>): void {
  describe(`baseline store: ${name}`, () => {
    it('knows nothing of a workload that was never learned', async () => {
      expect(await (await open()).latest(web)).toBeUndefined();
    });

    it('gives back the newest version, and the facts of older ones', async () => {
      const store = await open();
      await store.put(version(1), 0);
      await store.put(version(2), 1);

      expect(await store.latest(web)).toEqual(version(2));
      const { state: _, ...facts } = version(1);
      expect(await store.facts(web, 1)).toEqual(facts);
      expect(await store.facts(web, 3)).toBeUndefined();
    });

    it('lets one of two writers win', async () => {
      const store = await open();
      const won = await Promise.all([store.put(version(1), 0), store.put(version(1), 0)]);

      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('keeps one rejection for each thing of a workload, until it is taken back', async () => {
      const store = await open();
      const curl = { behaviour: 'process', parent: '/bin/sh', executable: '/usr/bin/curl', args: '', uid: 0 } as const;
      const kill = { behaviour: 'syscall', name: 'kill' } as const;
      const said = (at: number, reason: string) => ({ at: at as EpochMs, actor: 'me', reason });
      await store.reject(web, { thing: curl, ...said(1, 'first') });
      await store.reject(web, { thing: kill, ...said(2, 'no') });
      await store.reject(web, { thing: curl, ...said(3, 'again') });

      expect(await store.rejections(web)).toEqual([
        { thing: curl, ...said(3, 'again') },
        { thing: kill, ...said(2, 'no') },
      ]);
      expect(await store.rejections('docker/api' as WorkloadId)).toEqual([]);
      expect(await store.endRejection(web, { ...curl })).toBe(true);
      expect(await store.endRejection(web, curl)).toBe(false);
    });

    it('keeps the newest versions when it is trimmed', async () => {
      const store = await open();
      for (let n = 1; n <= 8; n++) await store.put(version(n), n - 1);

      expect(await store.trim(web, { keep: 5, keepReferred: 5 })).toBe(3);
      expect(await store.facts(web, 3)).toBeUndefined();
      expect(await store.facts(web, 4)).toBeDefined();
      expect((await store.latest(web))?.version).toBe(8);
    });
  });
}
