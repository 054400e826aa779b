/** Where baselines are kept, and what people said does not belong in them. A port: every adapter answers to the same contract (baseline-store.contract.ts). */
import type { Rejection } from '@plimsoll/api';
import type { EpochMs, LearnedThing, RecordId, WorkloadId } from '@plimsoll/core';

export interface BaselineStore {
  /** The newest version, or undefined for a workload that was never learned. */
  latest(workload: WorkloadId): Promise<StoredBaseline | undefined>;
  /** One version without its state, or undefined when it was never kept or not kept any longer. */
  facts(workload: WorkloadId, version: number): Promise<BaselineFacts | undefined>;
  /**
   * Keeps a version if `expected` is still the newest (0 for none); false when another writer was faster.
   * Once true is returned the version survives a crash.
   */
  put(baseline: StoredBaseline, expected: number): Promise<boolean>;
  /** Lets go of old versions: keeps the newest `keep` and, of those that findings refer to, the newest `keepReferred`. */
  trim(workload: WorkloadId, limits: { readonly keep: number; readonly keepReferred: number }): Promise<number>;

  /** Newest first. */
  rejections(workload: WorkloadId): Promise<readonly Rejection[]>;
  /** One for each thing of a workload: the newest counts. */
  reject(workload: WorkloadId, rejection: Rejection): Promise<void>;
  /** False when it was not rejected. */
  endRejection(workload: WorkloadId, thing: LearnedThing): Promise<boolean>;
}

interface BaselineFacts {
  readonly id: RecordId;
  readonly workload: WorkloadId;
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly at: EpochMs;
}

export interface StoredBaseline extends BaselineFacts {
  /** encodeBaseline() of it. */
  readonly state: Uint8Array;
}
