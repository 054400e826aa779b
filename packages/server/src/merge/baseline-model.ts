/** What the server needs of a baseline, as bytes in and plain data out: the one place here that looks inside one. */
import type { BaselineView, Readiness } from '@plimsoll/api';
import {
  approve,
  assessReadiness,
  type BatchId,
  CoreError,
  confirmLearned,
  decodeBaseline,
  describeBaseline,
  type Event,
  emptyBaseline,
  encodeBaseline,
  forgetLearned,
  holdsLearned,
  type LearnedThing,
  type LearningSettings,
  mergeBaselines,
} from '@plimsoll/core';
import { ServerError } from '../errors.ts';

export interface BaselineModel {
  /** @throws ServerError BASELINE_CORRUPT, BASELINE_VERSION_UNKNOWN */
  check(state: Uint8Array): void;
  /** Without what people rejected, whoever showed it. */
  merge(states: readonly Uint8Array[], rejected: readonly LearnedThing[]): MergedBaseline;
  describe(state: Uint8Array | undefined): BaselineContents;
  /** A delta that makes what these events show part of what is known. */
  approve(state: Uint8Array | undefined, events: readonly Event[], batch: BatchId): Uint8Array;
  holds(state: Uint8Array, thing: LearnedThing): boolean;
  /** A delta that makes this thing trusted. */
  confirm(state: Uint8Array, thing: LearnedThing, batch: BatchId): Uint8Array;
  /** A delta in which nothing was learned. */
  nothing(): Uint8Array;
}

interface MergedBaseline {
  readonly state: Uint8Array;
  readonly readiness: Readiness;
  readonly learnedFrom: number | undefined;
}

type BaselineContents = Omit<BaselineView, 'workload' | 'version' | 'bytes' | 'rejected'>;

/** An answer is at most 1 MB. */
const processesShown = 1000;
const syscallsShown = 1000;

export function coreBaselineModel(settings: LearningSettings): BaselineModel {
  return {
    check(state) {
      decode(state);
    },
    merge(states, rejected) {
      const everything = states.map(decode).reduce(mergeBaselines, emptyBaseline());
      const merged = rejected.reduce(forgetLearned, everything);
      return {
        state: encodeBaseline(merged),
        readiness: readinessOf(merged, settings),
        learnedFrom: describeBaseline(merged).learnedFrom,
      };
    },
    describe(state) {
      const baseline = state === undefined ? emptyBaseline() : decode(state);
      const { learnedFrom, learnedTo, gaps, replicas, processes, syscalls, ngrams } = describeBaseline(baseline);
      return {
        learnedFrom: learnedFrom ?? null,
        learnedTo: learnedTo ?? null,
        gaps,
        replicas,
        readiness: readinessOf(baseline, settings),
        processes: processes.slice(0, processesShown).map((process) => ({ ...process })),
        syscalls: syscalls.slice(0, syscallsShown).map((syscall) => ({ ...syscall })),
        ngrams: { ...ngrams },
        processesTotal: processes.length,
        syscallsTotal: syscalls.length,
      };
    },
    approve: (state, events, batch) =>
      encodeBaseline(approve(state === undefined ? emptyBaseline() : decode(state), events, batch)),
    holds: (state, thing) => holdsLearned(decode(state), thing),
    confirm: (state, thing, batch) => encodeBaseline(confirmLearned(decode(state), thing, batch)),
    nothing: () => encodeBaseline(emptyBaseline()),
  };
}

function readinessOf(baseline: ReturnType<typeof emptyBaseline>, settings: LearningSettings): Readiness {
  return structuredClone(assessReadiness(baseline, settings)) as Readiness;
}

function decode(state: Uint8Array) {
  try {
    return decodeBaseline(state);
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw new ServerError(cause.code, cause.message, { hint: cause.hint, status: 400, cause });
  }
}
