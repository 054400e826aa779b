/** What replicas share, how strictly its baseline is applied, and whether we can see it. */
import type { EpochMs, WorkloadId } from '../record.ts';

/** discover: learn, tell only what is never learned. monitor: tell what departs. protect: also stop it. */
export type Mode = 'discover' | 'monitor' | 'protect';

export interface Workload {
  readonly id: WorkloadId;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly mode: Mode;
  /** Only in protect: say what would be stopped instead of stopping it. */
  readonly dryRun: boolean;
  /** Somebody said the baseline is ready before the estimate did. */
  readonly declaredReady: boolean;
}
