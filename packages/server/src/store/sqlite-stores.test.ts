import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { baselineStoreContract } from './baseline-store.contract.ts';
import { deltaStoreContract } from './delta-store.contract.ts';
import { findingStoreContract } from './finding-store.contract.ts';
import { imageStoreContract } from './image-store.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { openStore } from './open.ts';
import { sessionStoreContract } from './session-store.contract.ts';
import type { Store } from './store.ts';

const opened: { readonly store: Store; readonly folder: string }[] = [];

function fresh(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
  const store = openStore({ file: join(folder, 'plimsoll.db') });
  opened.push({ store, folder });
  return store;
}

afterEach(async () => {
  for (const { store, folder } of opened.splice(0)) {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});

baselineStoreContract('SQLite', async () => fresh().baselines);
deltaStoreContract('SQLite', async () => fresh().deltas);
findingStoreContract('SQLite', async () => fresh().findings);
imageStoreContract('SQLite', async () => fresh().images);
ledgerContract('SQLite', async () => fresh().ledger);
sessionStoreContract('SQLite', async () => fresh().sessions);
