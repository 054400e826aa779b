/** A gate: what must not be in an image. The same file decides in CI, in the server and for running workloads. */
import type { ImageFinding, ImageSeverity } from '@plimsoll/core';

export interface ScanPolicy {
  readonly schema: 'plimsoll-policy/1';
  readonly name: string;
  readonly rules: readonly PolicyRule[];
}

/** All conditions that are given must hold of one finding (or licence) for the rule to be broken by it. */
export interface PolicyRule {
  readonly name: string;
  readonly kinds?: readonly ImageFinding['kind'][] | undefined;
  /** At least so severe. */
  readonly severity?: ImageSeverity | undefined;
  readonly kev?: boolean | undefined;
  /** EPSS probability at least, 0…1. */
  readonly epss?: number | undefined;
  readonly fixAvailable?: boolean | undefined;
  /** executed: only what was executed; loaded: executed or loaded. */
  readonly use?: 'executed' | 'loaded' | undefined;
  /** Known for at least so long. */
  readonly olderThanDays?: number | undefined;
  readonly origin?: 'base' | 'app' | undefined;
  readonly ids?: readonly string[] | undefined;
  /** SPDX ids; breaks when a package cannot be used without accepting one of them. */
  readonly licences?: readonly string[] | undefined;
}

export interface PolicyVerdict {
  readonly policy: string;
  readonly passed: boolean;
  /** undecided: the scan was not complete, so "passed" would claim too much. */
  readonly complete: boolean;
  readonly breaches: readonly PolicyBreach[];
}
export interface PolicyBreach {
  readonly rule: string;
  /** Keys of findings, or package ids for licences. */
  readonly subjects: readonly string[];
  readonly sentence: string;
}
