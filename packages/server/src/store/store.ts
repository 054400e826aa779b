/**
 * The store: everything that outlives a restart.
 *
 * in     records of the domain
 * out    the same records, and pages of them
 * holds  once a write resolves it survives a crash; `atomically` keeps all of it or nothing
 */
import type { StoreError } from '../errors.ts';
import type { BaselineStore } from './baseline-store.ts';
import type { CounterStore } from './counter-store.ts';
import type { DeltaStore } from './delta-store.ts';
import type { FindingStore } from './finding-store.ts';
import type { ImageStore } from './image-store.ts';
import type { Ledger } from './ledger.ts';
import type { RegistryStore } from './registry-store.ts';
import type { ScanJobStore } from './scan-job-store.ts';
import type { ScanSettingsStore } from './scan-settings-store.ts';
import type { SessionStore } from './session-store.ts';
import type { UsageStore } from './usage-store.ts';
import type { WorkloadStore } from './workload-store.ts';

export interface Stores {
  readonly workloads: WorkloadStore;
  readonly baselines: BaselineStore;
  readonly deltas: DeltaStore;
  readonly findings: FindingStore;
  readonly ledger: Ledger;
  readonly sessions: SessionStore;
  readonly counters: CounterStore;
  readonly images: ImageStore;
  readonly usage: UsageStore;
  readonly scans: ScanJobStore;
  readonly registries: RegistryStore;
  readonly scanSettings: ScanSettingsStore;
}

export interface Store extends Stores {
  readonly file: string;
  /** What showed that the file is damaged, since it was opened. */
  damage(): StoreError | undefined;
  atomically<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Writes a whole copy while the store goes on working, and checks it. */
  copyTo(target: string): Promise<void>;
  close(): Promise<void>;
}
