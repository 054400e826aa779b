/**
 * A detector: holds one workload's events against its baseline.
 *
 * in     what the judge knows (baseline, settings, its share of the alert budget), then events in order
 * out    suspicions: what was seen, how surprising it is, what was expected, in data and in one sentence's end
 * holds  a detector is a plain object in the registry; what it remembers between events is bounded and its own
 */
import type { Event, ProcessRef } from '../event/event.ts';
import type { Behaviour, Contribution, Expectation, Severity, Technique } from '../finding/finding.ts';
import type { Baseline } from '../learn/baseline.ts';
import type { LearningSettings } from '../learn/settings.ts';
import type { EpochMs, RecordId } from '../record.ts';

export interface Detector {
  /** Stable: findings name it. */
  readonly id: string;
  readonly behaviour: Behaviour;
  /** What it says, for people. */
  readonly about: string;
  /** Also in discover, where nothing but what is never learned is told. */
  readonly inDiscover: boolean;
  /** Share of the alert budget its findings may use up in clean running; 0 for what needs no score. */
  readonly budgetShare: number;
  readonly watch: (context: DetectorContext) => Watch;
}

export interface DetectorContext {
  readonly baseline: Baseline;
  readonly settings: LearningSettings;
  /** Clean alerts a day this detector may cause. */
  readonly alertsPerDay: number;
}

/** One detector at work on one workload. */
export type Watch = (event: Event, told: ToldProcesses) => Suspicion | undefined;

/** Processes whose start was told: what they do next belongs to that finding. */
export interface ToldProcesses {
  has(container: string, pid: number, at: EpochMs): boolean;
}

export interface Suspicion {
  /** What it is about; may be older than the event that made it ripe. */
  readonly event: Event;
  readonly process: ProcessRef | undefined;
  readonly title: string;
  /** Everything after "`sh` (pid 7) in web-1 (docker/web) ": `was started …; in 412 process starts …`. */
  readonly told: string;
  readonly technique: Technique | undefined;
  /** What tells this cause from others, without pids or times. */
  readonly cause: readonly string[];
  readonly surprise: Surprise | Certainty;
  readonly observed: string;
  readonly expected: readonly Expectation[];
  readonly contributions: readonly Contribution[];
  readonly evidence: readonly RecordId[];
}

/** Held against the alert budget. */
export interface Surprise {
  readonly digits: number;
  readonly threshold: number;
  /** Clean alerts a day at least this surprising, as far as the tail can be extrapolated. */
  readonly expectedPerDay: number;
  /** As many clean blocks were seen as the budget's threshold is about: nothing had to be extrapolated. */
  readonly supported: boolean;
}

/** What is never learned needs no score. */
export interface Certainty {
  readonly severity: Severity;
}
