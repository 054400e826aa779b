/** What may be set of a server, with the values it has when nobody sets them. */
import { defaultLearningSettings, type LearningSettings } from '@plimsoll/core';
import { defaultScanSettings, type ScanSettings } from './scan/settings.ts';

export interface ServerSettings {
  readonly learning: LearningSettings;
  /** From discover to monitor by itself once the estimate says so. Protect is never automatic. */
  readonly autoPromote: boolean;
  /** Key ids (SHA-256 of the public key, hexadecimal) whose baselines may be imported without being asked for. */
  readonly trustedKeys: readonly string[];
  /** At most one new version of a baseline in this time. */
  readonly mergeEveryMs: number;
  /** At most one order for a workload in this time, but for a change of its mode, which goes at once. */
  readonly orderEveryMs: number;
  readonly backupEveryMs: number;
  readonly keep: Keep;
  readonly scan: ScanSettings;
}

export interface Keep {
  readonly workloads: number;
  /** Versions of a baseline, and beyond them those that findings refer to. */
  readonly baselines: number;
  readonly baselinesReferred: number;
  readonly findings: number;
  /** Events behind one finding, and the bytes they take as JSON. */
  readonly evidenceEvents: number;
  readonly evidenceBytes: number;
  /** Ids of findings and of batches that were taken in: a repeat is known for that long. */
  readonly occurrences: number;
  readonly batches: number;
  readonly sessions: number;
  readonly backups: number;
}

export const defaultServerSettings: ServerSettings = {
  learning: defaultLearningSettings,
  autoPromote: true,
  trustedKeys: [],
  mergeEveryMs: 10_000,
  orderEveryMs: 5_000,
  backupEveryMs: 60 * 60 * 1000,
  keep: {
    workloads: 5_000,
    baselines: 5,
    baselinesReferred: 5,
    findings: 10_000,
    evidenceEvents: 12,
    evidenceBytes: 64 * 1024,
    occurrences: 50_000,
    batches: 2_000,
    sessions: 500,
    backups: 3,
  },
  scan: defaultScanSettings,
};
