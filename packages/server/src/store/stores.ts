import type { Kysely } from 'kysely';
import { sqliteBaselineStore } from './sqlite-baseline-store.ts';
import { sqliteCounterStore } from './sqlite-counter-store.ts';
import { sqliteDeltaStore } from './sqlite-delta-store.ts';
import { sqliteFindingStore } from './sqlite-finding-store.ts';
import { sqliteImageStore } from './sqlite-image-store.ts';
import { sqliteLedger } from './sqlite-ledger.ts';
import { sqliteRegistryStore } from './sqlite-registry-store.ts';
import { sqliteScanJobStore } from './sqlite-scan-job-store.ts';
import { sqliteScanSettingsStore } from './sqlite-scan-settings-store.ts';
import { sqliteSessionStore } from './sqlite-session-store.ts';
import { sqliteUsageStore } from './sqlite-usage-store.ts';
import { sqliteWorkloadStore } from './sqlite-workload-store.ts';
import type { Stores } from './store.ts';
import type { Tables } from './tables.ts';

/** The same stores over a database or over one transaction in it. */
export function storesOver(database: Kysely<Tables>): Stores {
  return {
    workloads: sqliteWorkloadStore(database),
    baselines: sqliteBaselineStore(database),
    deltas: sqliteDeltaStore(database),
    findings: sqliteFindingStore(database),
    ledger: sqliteLedger(database),
    sessions: sqliteSessionStore(database),
    counters: sqliteCounterStore(database),
    images: sqliteImageStore(database),
    usage: sqliteUsageStore(database),
    scans: sqliteScanJobStore(database),
    registries: sqliteRegistryStore(database),
    scanSettings: sqliteScanSettingsStore(database),
  };
}
