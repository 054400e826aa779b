/**
 * A baseline: what was learned of one workload.
 *
 * in     deltas of learners on any node, in any order, some of them twice
 * out    one immutable value: a mergeable model a behaviour, with where and how long it was learned
 * holds  mergeBaselines is commutative, associative and idempotent below the capacities of the models; memory is bounded
 */
import type { EpochMs } from '../record.ts';
import { mergeSources, type Sources } from './batch.ts';
import { type Distinct, noneDistinct, uniteDistinct } from './distinct.ts';
import { mergeProcesses, noProcesses, type ProcessModel } from './process/model.ts';
import { mergeSyscalls, noSyscalls, type SyscallModel } from './syscall/model.ts';

export const containersKept = 256;
export const approvalLimit = 1024;

export interface Baseline {
  readonly sources: Sources;
  readonly learnedFrom: EpochMs | undefined;
  readonly learnedTo: EpochMs | undefined;
  /** Containers learned from: replicas and restarts alike. */
  readonly containers: Distinct;
  /** Containers whose first seconds were seen. */
  readonly started: Distinct;
  readonly process: ProcessModel;
  readonly syscall: SyscallModel;
  /** Hashes of never-learned acts (rule and program) that a person said are expected. */
  readonly approved: Distinct;
}

const nothing: Baseline = {
  sources: new Map(),
  learnedFrom: undefined,
  learnedTo: undefined,
  containers: noneDistinct(containersKept),
  started: noneDistinct(containersKept),
  process: noProcesses,
  syscall: noSyscalls,
  approved: noneDistinct(approvalLimit),
};

export function emptyBaseline(): Baseline {
  return nothing;
}

export function mergeBaselines(a: Baseline, b: Baseline): Baseline {
  return {
    sources: mergeSources(a.sources, b.sources),
    learnedFrom: earlier(a.learnedFrom, b.learnedFrom),
    learnedTo: later(a.learnedTo, b.learnedTo),
    containers: uniteDistinct(a.containers, b.containers),
    started: uniteDistinct(a.started, b.started),
    process: mergeProcesses(a.process, b.process),
    syscall: mergeSyscalls(a.syscall, b.syscall),
    approved: uniteDistinct(a.approved, b.approved),
  };
}

function earlier(a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

function later(a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
