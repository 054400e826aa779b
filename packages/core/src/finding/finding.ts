/**
 * A judgement worth a person's time.
 *
 * in     a detector's surprise about events, or a rule that the image of a running workload breaks
 * out    one record with the sentence, the numbers and what stands behind it
 * holds  a finding can be explained from itself: nothing has to be computed again to say why
 */
import type { ContainerRef, ProcessRef } from '../event/event.ts';
import type { Digest } from '../image/image.ts';
import type { EpochMs, Recorded, RecordId, WorkloadId } from '../record.ts';

export type FindingKind = Finding['kind'];
export type Severity = 'low' | 'medium' | 'high' | 'critical';
export type FindingState = 'open' | 'acknowledged' | 'expected' | 'resolved';
/** What a resolved finding turned out to be: a real departure, or one that did no harm and is not to be learned. */
export type Verdict = 'confirmed' | 'harmless';
export type Behaviour = 'syscall' | 'process';

/** What a workload did, or what it is made of. `kind` tells the two apart: only what it did is a `detection`. */
export type Finding = Detection | ImageBreach;

interface FindingHead extends Recorded {
  readonly state: FindingState;
  readonly severity: Severity;
  /** A few words: `Shell with a socket as its input`. */
  readonly title: string;
  /** One sentence that names process, container, workload and reason. */
  readonly sentence: string;
  readonly workload: WorkloadId;
  /** Id in the detector registry: `never-learned`, `exec-chain`, `syscall-novelty` …; of a breach `image-policy`. */
  readonly detector: string;
  /** Findings of the same cause are counted, not repeated. */
  readonly fingerprint: string;
  readonly count: number;
  readonly lastAt: EpochMs;
  /** Only of a resolved one, when somebody said. */
  readonly verdict?: Verdict | undefined;
}

/** A departure from what was learned of a workload. */
export interface Detection extends FindingHead {
  readonly kind: 'detection';
  readonly container: ContainerRef;
  readonly process: ProcessRef | undefined;
  readonly behaviour: Behaviour;
  readonly technique: Technique | undefined;
  readonly explanation: Explanation;
}

/** The image that a workload runs breaks a rule. Resolved by itself once it does not, or no longer runs. */
export interface ImageBreach extends FindingHead {
  /** Of what breaks the rule worst. */
  readonly kind: 'vulnerability' | 'secret' | 'malware' | 'misconfiguration' | 'departure' | 'licence';
  readonly image: ImageRef;
  readonly policy: BrokenRule;
}

export interface ImageRef {
  /** The server's id of it. */
  readonly id: string;
  /** As it was started. */
  readonly name: string;
  readonly digest: Digest | undefined;
}

export interface BrokenRule {
  readonly name: string;
  readonly rule: string;
  /** Keys of image findings, or ids of packages, worst first: the first fifty. */
  readonly subjects: readonly string[];
  readonly subjectsTotal: number;
  readonly scannedAt: EpochMs;
  /** Age of the advisories it was held against. */
  readonly dataAt: EpochMs | undefined;
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
