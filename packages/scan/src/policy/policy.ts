/**
 * A gate: what must not be in an image. The same file decides in CI, in the server and for running workloads.
 *
 * in     a policy, as a file or as `--fail-on` says it; a scan report
 * out    which rules are broken, by what
 * holds  judging is pure; what was suppressed breaks nothing; an incomplete scan never passes in silence
 */
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
  /** Known for at least so long; when nobody says since when, it counts as old. */
  readonly olderThanDays?: number | undefined;
  readonly origin?: 'base' | 'app' | undefined;
  /** Of vulnerabilities (aliases count), rules, checks or aspects. */
  readonly ids?: readonly string[] | undefined;
  /** SPDX ids; breaks when a package cannot be used without accepting one of them. */
  readonly licences?: readonly string[] | undefined;
  /** Also by vulnerabilities whose versions cannot be compared; otherwise only by those that are there for certain. */
  readonly undecided?: boolean | undefined;
  /** Also by findings nobody has rated; without `severity`, by those alone. */
  readonly unrated?: true | undefined;
}

export interface PolicyVerdict {
  readonly policy: string;
  readonly passed: boolean;
  /** undecided: the scan was not complete, so "passed" would claim too much. */
  readonly complete: boolean;
  readonly breaches: readonly PolicyBreach[];
  /** What a rule could not be held against, and how it would be: a gate that passed says no more than it knows. */
  readonly caveats?: readonly string[] | undefined;
}
export interface PolicyBreach {
  readonly rule: string;
  /** Keys of findings, or package ids for licences. */
  readonly subjects: readonly string[];
  readonly sentence: string;
}
