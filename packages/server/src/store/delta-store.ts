/** Batches of learning, from when they are acknowledged until they are merged. A port. */
import type { BatchId, EpochMs, WorkloadId } from '@plimsoll/core';

export interface DeltaStore {
  /** Keeps a batch; false when it was kept before, merged or not. Once it returns the batch survives a crash. */
  keep(delta: StoredDelta): Promise<boolean>;
  /** Workloads that have something to merge, with how many batches wait. */
  waiting(): Promise<readonly { readonly workload: WorkloadId; readonly batches: number }[]>;
  /** Oldest first. */
  pending(workload: WorkloadId, limit: number): Promise<readonly StoredDelta[]>;
  /** They are part of that version now: their state goes, their ids are remembered for the newest `remember` batches. */
  merged(
    workload: WorkloadId,
    batches: readonly BatchId[],
    into: { readonly version: number; readonly remember: number },
  ): Promise<void>;
}

export interface StoredDelta {
  readonly workload: WorkloadId;
  readonly batch: BatchId;
  readonly at: EpochMs;
  readonly observations: number;
  /** encodeBaseline() of what was learned. */
  readonly state: Uint8Array;
}
