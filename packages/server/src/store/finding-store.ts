/** Findings, the events behind them, and the exceptions that people made of them. A port. */
import type { FindingPage, FindingQuery } from '@plimsoll/api';
import type { EpochMs, Event, Finding, RecordId, Severity, WorkloadId } from '@plimsoll/core';

export interface FindingStore {
  /** By its own id, or by the id of an occurrence that was counted into it. */
  get(id: RecordId): Promise<Finding | undefined>;
  /** The one that is open or acknowledged. */
  live(workload: WorkloadId, fingerprint: string): Promise<Finding | undefined>;
  /** Open and acknowledged ones of a detector: of all workloads, or of one. */
  liveOf(detector: string, workload?: WorkloadId): Promise<readonly Finding[]>;
  /** Adds it, or replaces it by id. */
  put(finding: Finding): Promise<void>;
  list(query: FindingQuery): Promise<FindingPage>;
  /** Open and acknowledged ones. */
  openCounts(): Promise<ReadonlyMap<WorkloadId, Readonly<Record<Severity, number>>>>;

  /** Remembers that `id` was counted into `finding`; false when it was before. Only the newest are remembered. */
  occurred(occurrence: Occurrence, remember: number): Promise<boolean>;
  /** Keeps the first and the newest events within the limits; returns how many had to go. */
  addEvidence(finding: RecordId, events: readonly Event[], limits: EvidenceLimits): Promise<number>;
  /** Oldest first. */
  evidence(finding: RecordId): Promise<readonly Event[]>;
  /**
   * Lets go of findings beyond `keep`: of the workload that has most, resolved ones first, oldest first.
   * Returns how many went.
   */
  trim(keep: number): Promise<number>;

  exception(workload: WorkloadId, fingerprint: string): Promise<Exception | undefined>;
  addException(exception: Exception): Promise<void>;
  endException(workload: WorkloadId, fingerprint: string): Promise<boolean>;
}

interface Occurrence {
  readonly id: RecordId;
  readonly finding: RecordId;
  readonly at: EpochMs;
}

interface EvidenceLimits {
  readonly events: number;
  readonly bytes: number;
}

/** What is allowed although it was never learned: this fingerprint in this workload. */
export interface Exception {
  readonly id: RecordId;
  readonly at: EpochMs;
  readonly workload: WorkloadId;
  readonly fingerprint: string;
  readonly owner: string;
  readonly reason: string;
  readonly finding: RecordId;
}
