/**
 * The queue of scans. A port.
 *
 * in     jobs, and what became of them
 * out    the next that may run; pages of all
 * holds  of jobs that are the same one waits at a time; a job is `running` for one taker only
 */
import type { ScanJob, ScanPage, ScanQuery } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';

/** What the API shows, without what is computed when it is shown. */
export type StoredJob = Omit<ScanJob, 'position' | 'progress'>;

export interface QueuedJob {
  readonly job: StoredJob;
  /** Two that are the same wait once. */
  readonly same: string;
  /** Lower goes first. */
  readonly rank: number;
  readonly task: ScanTask;
}

/** What is needed to do it. No secret is ever in here: credentials are looked up when it runs. */
export interface ScanTask {
  readonly afresh: boolean;
  /** Digests the result is known by too: what an engine calls it. */
  readonly aliases: readonly string[];
  /** `judge`: ids of images. */
  readonly images: readonly string[];
  readonly force: boolean;
  /** `judge`: nothing but advisories changed. */
  readonly advisories?: boolean;
  /** `judge`: the images are as they were; what policies say of them may not be. */
  readonly verdicts?: boolean;
}

export interface ScanJobStore {
  /** Adds it, unless one that is the same waits: then that one is returned. */
  add(job: QueuedJob): Promise<{ job: StoredJob; added: boolean }>;
  get(id: RecordId): Promise<QueuedJob | undefined>;
  /** The first in line of these kinds whose place is not full, made `running` with one attempt more. */
  take(taking: {
    now: EpochMs;
    full: readonly string[];
    kinds: readonly ScanJob['kind'][];
  }): Promise<QueuedJob | undefined>;
  /** When the next one that only waits for its time may run. */
  nextAt(): Promise<EpochMs | undefined>;
  put(job: StoredJob, line?: { rank?: number; notBefore?: EpochMs }): Promise<void>;
  /** What ran when the process ended waits again. Returns how many. */
  recover(now: EpochMs): Promise<number>;
  list(query: ScanQuery): Promise<Pick<ScanPage, 'items' | 'total' | 'next' | 'counts'>>;
  counts(): Promise<ScanPage['counts']>;
  position(id: RecordId): Promise<number | null>;
  /** The newest of its kind that is running, and that has ended. */
  newest(kind: ScanJob['kind'], states: readonly ScanJob['state'][]): Promise<StoredJob | undefined>;
  trim(keep: number): Promise<number>;
}
