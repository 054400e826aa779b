/** What every SessionStore must do. */
import type { EpochMs } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import type { SessionStore, StoredSession } from './session-store.ts';

const session = (n: number): StoredSession => ({
  idHash: `hash-${n}`,
  createdAt: 0 as EpochMs,
  expiresAt: (n * 100) as EpochMs,
});

export function sessionStoreContract(name: string, open: () => Promise<SessionStore>): void {
  describe(`session store: ${name}`, () => {
    it('extends, removes, and removes all', async () => {
      const store = await open();
      for (const n of [1, 2, 3]) await store.add(session(n));
      await store.extend('hash-1', 900 as EpochMs);
      await store.remove('hash-2');

      expect((await store.get('hash-1'))?.expiresAt).toBe(900);
      expect(await store.get('hash-2')).toBeUndefined();
      await store.removeAll();
      expect(await store.get('hash-3')).toBeUndefined();
    });

    it('lets go of what ended and of the oldest beyond its limit', async () => {
      const store = await open();
      for (let n = 1; n <= 6; n++) await store.add(session(n));
      await store.trim({ now: 200 as EpochMs, keep: 3 });

      const left = await Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => (await store.get(`hash-${n}`)) !== undefined));
      expect(left).toEqual([false, false, false, true, true, true]);
    });

    it('keeps one hash a name', async () => {
      const store = await open();
      expect(await store.secretHash('token')).toBeUndefined();
      await store.putSecretHash('token', 'a', 1 as EpochMs);
      await store.putSecretHash('token', 'b', 2 as EpochMs);

      expect(await store.secretHash('token')).toBe('b');
    });
  });
}
