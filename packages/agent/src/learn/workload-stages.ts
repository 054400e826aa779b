/**
 * Learn: what each workload does becomes deltas of its baseline.
 *
 * in     events, and orders that bring the merged baseline back
 * out    deltas with batch ids that count up without gaps within a run
 * holds  at most one delta of a workload is on its way; what is learned meanwhile waits in the learner, whose memory is bounded
 */
import type { LearnedDelta, Order } from '@plimsoll/api';
import {
  type Baseline,
  type BatchId,
  createJudge,
  createLearner,
  type Detection,
  decodeBaseline,
  defaultLearningSettings,
  type Event,
  emptyBaseline,
  encodeBaseline,
  type Judge,
  type LearningSettings,
  type RecordId,
  type Workload,
} from '@plimsoll/core';

/** One workload on this node: its learner, its judge and the last order for it. */
export interface WorkloadStages {
  /** What the event was judged to be; it is learned from where the mode allows. */
  event(event: Event): readonly Detection[];
  /** Throws what decodeBaseline throws, and then keeps the order it had. */
  order(order: Order): void;
  /** What was learned since the last one. */
  takeDelta(): LearnedDelta | undefined;
  current(): { readonly workload: Workload; readonly baseline: Baseline; readonly settings: LearningSettings };
}

const DISCOVER_JUDGE_MS = 60_000;

export interface WorkloadStagesOptions {
  readonly workload: Workload;
  readonly runId: string;
  readonly newId: () => RecordId;
}

export function createWorkloadStages({ workload: first, runId, newId }: WorkloadStagesOptions): WorkloadStages {
  let workload = first;
  let settings = defaultLearningSettings;
  let baseline = emptyBaseline();
  let version = 0;
  let batches = 0;
  let observations = 0;
  const learner = createLearner(baseline);
  let judge: Judge | undefined;
  let judgeMadeAt = 0;

  function makeJudge(event: Event): Judge {
    judgeMadeAt = event.at;
    return createJudge({ workload, baseline, version, settings, newId });
  }

  return {
    event(event) {
      if (workload.mode === 'discover' && event.at - judgeMadeAt > DISCOVER_JUDGE_MS) judge = undefined;
      judge ??= makeJudge(event);
      const findings = judge.judge(event);
      // Outside discover a baseline is frozen: only what people approve changes it (learning is poisoned otherwise).
      if (workload.mode === 'discover' || event.kind === 'gap') {
        learner.observe(event);
        observations += 1;
      }
      return findings;
    },
    order(order) {
      const known = order.baseline === undefined ? emptyBaseline() : decodeBaseline(order.baseline);
      // A judge remembers what it told and must not repeat it: while learning, when a new version comes every few seconds, it
      // stays for a minute unless people decided something.
      const stays = isStillLearning(order.workload, workload) && sameApprovals(known, baseline);
      if (!stays) judge = undefined;
      workload = order.workload;
      settings = order.settings;
      baseline = known;
      version = order.baselineVersion;
      learner.rebase(known);
    },
    takeDelta() {
      const batch = `${runId}:${batches + 1}` as BatchId;
      const delta = learner.takeDelta(batch);
      if (delta === undefined) return undefined;
      batches += 1;
      const learned = { workload: workload.id, batch, state: encodeBaseline(delta), observations };
      observations = 0;
      return learned;
    },
    current: () => ({ workload, baseline, settings }),
  };
}

function isStillLearning(next: Workload, before: Workload): boolean {
  return next.mode === 'discover' && before.mode === 'discover';
}

function sameApprovals(a: Baseline, b: Baseline): boolean {
  const [one, other] = [a.approved.smallest, b.approved.smallest];
  return one.length === other.length && one.every((hash, i) => hash === other[i]);
}
