/** What every place for facts answers to. */
import { describe, expect, it } from 'vitest';
import type { FactStore } from './fact-store.ts';
import type { LayerFacts } from './layer-facts.ts';

export const someFacts: LayerFacts = {
  schema: 1,
  diffId: `sha256:${'b'.repeat(64)}`,
  analyzers: '0123456789abcdef',
  entries: 3,
  bytes: 12,
  whiteouts: [{ path: 'etc/shadow', opaque: false }],
  files: '',
  inventories: [],
  releases: [{ path: 'etc/os-release', release: { ID: 'debian' } }],
  links: [],
  executables: [],
  writable: [],
  secrets: [],
  malware: [],
  problems: [],
  passedOver: { 'larger than 1 MiB': 2 },
};

export function factStoreContract(name: string, create: () => Promise<FactStore>): void {
  describe(`${name} keeps facts`, () => {
    it('and gives them back as they were', async () => {
      const store = await create();
      await store.put(someFacts);
      expect(await store.get(someFacts.diffId, someFacts.analyzers)).toEqual(someFacts);
    });

    it('but not those of another layer or of other analyzers', async () => {
      const store = await create();
      await store.put(someFacts);
      expect(await store.get(`sha256:${'c'.repeat(64)}`, someFacts.analyzers)).toBeUndefined();
      expect(await store.get(someFacts.diffId, 'fedcba9876543210')).toBeUndefined();
    });

    it('in the last form that was put', async () => {
      const store = await create();
      await store.put(someFacts);
      await store.put({ ...someFacts, entries: 4 });
      expect(await store.get(someFacts.diffId, someFacts.analyzers)).toMatchObject({ entries: 4 });
    });
  });
}
