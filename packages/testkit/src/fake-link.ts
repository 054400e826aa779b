/** A server in memory: keeps what agents tell, merges what they learned, and orders what a test says. */
import type {
  Judged,
  LearnedDelta,
  NodeHealth,
  Order,
  PulledImage,
  RunningContainer,
  ServerLink,
  Usage,
} from '@plimsoll/api';
import {
  type Baseline,
  decodeBaseline,
  defaultLearningSettings,
  type EpochMs,
  type Event,
  emptyBaseline,
  encodeBaseline,
  type LearningSettings,
  mergeBaselines,
  type Workload,
  type WorkloadId,
} from '@plimsoll/core';

export interface FakeLink extends ServerLink {
  readonly deltas: LearnedDelta[];
  readonly judgements: Judged[];
  readonly events: Event[];
  readonly healths: NodeHealth[];
  readonly usages: Usage[];
  readonly pulls: PulledImage[];
  running(node: string, containers: readonly RunningContainer[]): void;
  /** What was told last. */
  runningNow(): readonly RunningContainer[];
  baselineOf(workload: WorkloadId): Baseline;
  /** Changes a workload and orders it. */
  change(workload: WorkloadId, change: Partial<Workload>, baseline?: Baseline): void;
  /** While true every delivery fails. */
  away(isAway: boolean): void;
}

export interface FakeLinkOptions {
  readonly settings?: LearningSettings;
  /** Order the merged baseline back after each delta, as the server does. */
  readonly ordersBack?: boolean;
}

interface Known {
  workload: Workload;
  baseline: Baseline;
  version: number;
}

export function fakeLink({ settings = defaultLearningSettings, ordersBack = true }: FakeLinkOptions = {}): FakeLink {
  const known = new Map<WorkloadId, Known>();
  const listeners = new Set<(order: Order) => void>();
  const [deltas, judgements, events, healths]: [LearnedDelta[], Judged[], Event[], NodeHealth[]] = [[], [], [], []];
  const usages: Usage[] = [];
  const pulls: PulledImage[] = [];
  let runningNow: readonly RunningContainer[] = [];
  let isAway = false;

  function of(id: WorkloadId): Known {
    const one = known.get(id) ?? { workload: newcomer(id), baseline: emptyBaseline(), version: 0 };
    known.set(id, one);
    return one;
  }

  function orderOf({ workload, baseline, version }: Known): Order {
    return {
      workload,
      baselineVersion: version,
      baseline: version === 0 ? undefined : encodeBaseline(baseline),
      settings,
    };
  }

  function order(one: Known): void {
    for (const listener of listeners) listener(orderOf(one));
  }

  async function refuseWhenAway(): Promise<void> {
    if (isAway) throw new Error('the server is away');
  }

  return {
    deltas,
    judgements,
    events,
    healths,
    usages,
    pulls,
    pulled: (_node, images) => void pulls.push(...images),
    async used(usage) {
      await refuseWhenAway();
      usages.push(usage);
    },
    async learned(delta) {
      await refuseWhenAway();
      deltas.push(delta);
      const one = of(delta.workload);
      one.baseline = mergeBaselines(one.baseline, decodeBaseline(delta.state));
      one.version += 1;
      if (ordersBack) order(one);
    },
    async judged(judged) {
      await refuseWhenAway();
      judgements.push(judged);
    },
    observed: (more) => void events.push(...more),
    health: (health) => void healths.push(health),
    running(_node, containers) {
      runningNow = containers;
    },
    runningNow: () => runningNow,
    orders(listener) {
      listeners.add(listener);
      for (const one of known.values()) listener(orderOf(one));
      return () => listeners.delete(listener);
    },
    baselineOf: (id) => of(id).baseline,
    change(id, change, baseline) {
      const one = of(id);
      one.workload = { ...one.workload, ...change };
      if (baseline !== undefined) {
        one.baseline = baseline;
        one.version += 1;
      }
      order(one);
    },
    away(now) {
      isAway = now;
    },
  };
}

function newcomer(id: WorkloadId): Workload {
  const at = 1_700_000_000_000 as EpochMs;
  return { id, firstSeenAt: at, lastSeenAt: at, mode: 'discover', dryRun: true, declaredReady: false };
}
