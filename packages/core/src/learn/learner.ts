/**
 * The learner: turns one workload's events into deltas of its baseline.
 *
 * in     events in the order they were observed
 * out    a baseline holding only what is new since the last delta, to be merged with mergeBaselines
 * holds  acts that are never learned, whoever did them and what these processes did next leave no trace in the delta;
 *        memory is bounded by the models' capacities
 */
import { actOf } from '../act/registry.ts';
import { isRuntimeStart } from '../act/runtime.ts';
import type { Event } from '../event/event.ts';
import type { BatchId, EpochMs } from '../record.ts';
import type { Baseline } from './baseline.ts';
import { parseBatch } from './batch.ts';
import { phaseAt } from './block.ts';
import { distinctOf, noneDistinct } from './distinct.ts';
import { hashText } from './hash.ts';
import { processAccumulator } from './process/accumulator.ts';
import { syscallAccumulator } from './syscall/accumulator.ts';
import { taintedProcesses } from './tainted.ts';

export interface Learner {
  observe(event: Event): void;
  /** The merged baseline the next deltas will be merged into: what it knows for certain need not be told again. */
  rebase(known: Baseline): void;
  /** What was learned since the last delta, or undefined when nothing was. */
  takeDelta(batch: BatchId): Baseline | undefined;
}

const containersKept = 256;
/** A container is counted as a start when it was seen this soon after it began. */
const startSeenMs = 5_000;

export function createLearner(known: Baseline): Learner {
  const process = processAccumulator();
  const syscall = syscallAccumulator(known.syscall);
  const tainted = taintedProcesses();
  const totals = { observations: 0, calls: 0, gaps: 0, lost: 0 };
  let containers = new Set<number>();
  let started = new Set<number>();
  let [from, to]: [EpochMs | undefined, EpochMs | undefined] = [undefined, undefined];
  /** Of all that was observed; `to` begins anew with each delta. */
  let latest = 0 as EpochMs;
  let changed = false;

  return {
    observe(event) {
      if (event.at > latest) latest = event.at;
      if (event.kind === 'gap') {
        totals.gaps++;
        totals.lost += event.lost ?? 0;
        changed = true;
        return;
      }
      if (tainted.isTainted(event)) return;
      if (actOf(event) !== undefined) {
        tainted.taint(event);
        return;
      }
      changed = true;
      from = from === undefined || event.at < from ? event.at : from;
      to = to === undefined || event.at > to ? event.at : to;
      const container = hashText(0xc017, event.container.id);
      containers.add(container);
      if (event.at - event.container.startedAt < startSeenMs) started.add(container);
      totals.observations++;
      const phase = phaseAt(event.container, event.at);
      if (event.kind === 'process.exec' && !isRuntimeStart(event)) process.exec(event, phase);
      else if (event.kind === 'syscall.novelty') syscall.novelty(event, phase);
      else if (event.kind === 'syscall.window') totals.calls += syscall.window(event, phase);
    },
    rebase(newer) {
      syscall.rebase(newer.syscall);
    },
    takeDelta(batch) {
      if (!changed) return undefined;
      const { source, n } = parseBatch(batch);
      const delta: Baseline = {
        sources: new Map([[source, { n, ...totals }]]),
        learnedFrom: from,
        learnedTo: to,
        containers: distinctOf(containersKept, containers),
        started: distinctOf(containersKept, started),
        process: process.take(latest),
        syscall: syscall.take(),
        approved: noneDistinct(1024),
      };
      containers = new Set();
      started = new Set();
      [from, to] = [undefined, undefined];
      changed = false;
      return delta;
    },
  };
}
