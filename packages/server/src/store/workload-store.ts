/** What is known of each workload besides its baseline. A port. */
import type { Readiness } from '@plimsoll/api';
import type { EpochMs, Workload, WorkloadId } from '@plimsoll/core';

export interface WorkloadStore {
  all(): Promise<readonly WorkloadRecord[]>;
  get(id: WorkloadId): Promise<WorkloadRecord | undefined>;
  /** Adds it, or replaces what is known. */
  put(record: WorkloadRecord): Promise<void>;
}

export interface WorkloadRecord {
  readonly workload: Workload;
  /** As asked for, newest first. */
  readonly images: readonly string[];
  readonly events: number;
  readonly lost: number;
  readonly baselineVersion: number;
  readonly learnedFrom: EpochMs | undefined;
  /** Of the newest baseline; undefined until something was learned. */
  readonly readiness: Readiness | undefined;
}
