/** A check in the posture vocabulary: what was looked at, and what came of it. `pass` is never said of what was not looked at. */
import type { ImageSeverity } from './image-finding.ts';

export interface Check {
  /** Stable, kebab-case: `image-user-root`. */
  readonly id: string;
  readonly title: string;
  readonly severity: ImageSeverity;
  /** Why it matters, in one sentence. */
  readonly rationale: string;
  readonly remedy: string;
  /** `CIS Docker 1.6 4.1`; "mapped to", never "certified". */
  readonly controls: readonly string[];
}

export type CheckState = 'pass' | 'fail' | 'manual' | 'not-applicable' | 'not-evaluated' | 'error';

export interface CheckResult {
  readonly check: string;
  readonly state: CheckState;
  /** What was seen, in words: `USER is not set`. For not-evaluated and error: why. */
  readonly evidence: string;
  /** Files or settings the evidence lies in, the first hundred. */
  readonly places: readonly string[];
}
