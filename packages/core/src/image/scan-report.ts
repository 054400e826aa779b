/**
 * What one scan of one image says.
 *
 * in     nothing
 * out    the type every output is made from, and that server and command line share
 * holds  what could not be looked at is in `problems`, and then `complete` is false
 */
import type { EpochMs } from '../record.ts';
import type { CheckResult } from './check.ts';
import type { Digest, Image } from './image.ts';
import type { ImageFinding } from './image-finding.ts';
import type { Package } from './package.ts';

export interface ScanReport {
  readonly schema: 'plimsoll-scan/1';
  readonly scannedAt: EpochMs;
  readonly durationMs: number;
  readonly image: Image;
  readonly packages: readonly Package[];
  readonly findings: readonly ImageFinding[];
  readonly checks: readonly CheckResult[];
  /** undefined: no advisory database; then nothing is said about vulnerabilities and `complete` is false. */
  readonly data: AdvisoryData | undefined;
  /** Packages of which the advisories can say nothing; the notes say why. Absent: none, or there are no advisories. */
  readonly unjudged?: number | undefined;
  readonly complete: boolean;
  readonly problems: readonly ScanProblem[];
  /** Things worth knowing that are no failing: "secdb holds fixes only", "advisories for module streams without label were not matched". */
  readonly notes: readonly string[];
}

/** Which advisories a scan was held against, and how old they are. */
export interface AdvisoryData {
  readonly generation: string;
  readonly builtAt: EpochMs;
  /** Of the newest record in any feed. */
  readonly newestAt: EpochMs;
  readonly feeds: readonly FeedAge[];
}

export interface FeedAge {
  /** `osv/Debian`, `kev`, `epss`, `alpine-secdb/v3.20/main`. */
  readonly feed: string;
  readonly records: number;
  /** When the feed's newest record was changed. */
  readonly newestAt: EpochMs;
  /** When it was last read without error. */
  readonly fetchedAt: EpochMs;
  /** Why the last refresh failed, if it did. */
  readonly failure: string | undefined;
}

/** Something that could not be read, or not to its end. */
export interface ScanProblem {
  /** `LAYER_TRUNCATED`, `DIGEST_MISMATCH`, `ARCHIVE_BOMB` … of ScanErrorCode. */
  readonly code: string;
  /** Names the image, layer and file. */
  readonly message: string;
  readonly layer: Digest | undefined;
  readonly path: string | undefined;
}
