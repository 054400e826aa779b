/**
 * A judgement worth a person's time.
 *
 * in     a detector's surprise about events, held against the alert budget
 * out    one record with the sentence, the numbers and the events behind it
 * holds  a finding can be explained from itself: nothing has to be computed again to say why
 */
import type { ContainerRef, ProcessRef } from '../event/event.ts';
import type { EpochMs, Recorded, RecordId, WorkloadId } from '../record.ts';

export type FindingKind = 'detection' | 'vulnerability' | 'secret' | 'malware' | 'misconfiguration';
export type Severity = 'low' | 'medium' | 'high' | 'critical';
export type FindingState = 'open' | 'acknowledged' | 'expected' | 'resolved';
/** What a resolved finding turned out to be: a real departure, or one that did no harm and is not to be learned. */
export type Verdict = 'confirmed' | 'harmless';
export type Behaviour = 'syscall' | 'process';

export interface Finding extends Recorded {
  readonly kind: FindingKind;
  readonly state: FindingState;
  readonly severity: Severity;
  /** A few words: `Shell with a socket as its input`. */
  readonly title: string;
  /** One sentence that names process, container, workload and reason. */
  readonly sentence: string;
  readonly workload: WorkloadId;
  readonly container: ContainerRef;
  readonly process: ProcessRef | undefined;
  readonly behaviour: Behaviour;
  /** Id in the detector registry: `never-learned`, `exec-chain`, `syscall-novelty` … */
  readonly detector: string;
  readonly technique: Technique | undefined;
  readonly explanation: Explanation;
  /** Findings of the same cause are counted, not repeated. */
  readonly fingerprint: string;
  readonly count: number;
  readonly lastAt: EpochMs;
  /** Only of a resolved one, when somebody said. */
  readonly verdict?: Verdict | undefined;
}

/** MITRE ATT&CK for Containers. */
export interface Technique {
  readonly tactic: string;
  /** `T1059.004` */
  readonly id: string;
  readonly name: string;
}

export interface Explanation {
  /** −log10 p of what was observed. */
  readonly digits: number;
  /** What `digits` was held against; undefined for what is never learned, which needs no score. */
  readonly threshold: number | undefined;
  /** Alerts a day the threshold was made for. */
  readonly alertBudgetPerDay: number | undefined;
  readonly observed: string;
  /** What the baseline expects instead, most likely first. */
  readonly expected: readonly Expectation[];
  /** Largest first; signed decimal digits that add up to `digits` where the detector is additive. */
  readonly contributions: readonly Contribution[];
  readonly baseline: BaselineFacts;
  /** The events behind it, oldest first, as evidence that survives the event stream. */
  readonly evidence: readonly RecordId[];
}

export interface Expectation {
  readonly what: string;
  /** 0…1 in this context. */
  readonly probability: number;
}

export interface Contribution {
  readonly what: string;
  readonly digits: number;
}

/** What the baseline had learned when it judged. */
export interface BaselineFacts {
  readonly version: number;
  readonly learnedFrom: EpochMs | undefined;
  /** Process starts for `process`, slices for `syscall`. */
  readonly blocks: number;
  readonly observations: number;
  /** Upper bound of the chance that the next clean block shows something new, 0…1. */
  readonly unseen: number;
  /** Gaps while it learned: sensor restarts and lost events. */
  readonly gaps: number;
}
