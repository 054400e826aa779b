/**
 * The other end of the link for a replay: a server that keeps what it is told in memory.
 *
 * in     what an agent learned and judged
 * out    orders, as the server would give them: each delta merged at once
 * holds  the same merge as the server's; a batch that comes twice changes nothing
 */
import type { Order, ServerLink } from '@plimsoll/api';
import {
  type Baseline,
  decodeBaseline,
  type EpochMs,
  emptyBaseline,
  encodeBaseline,
  type LearningSettings,
  type Mode,
  mergeBaselines,
  type WorkloadId,
} from '@plimsoll/core';

export interface MemoryLink extends ServerLink {
  /** To every workload known now and every one that comes later, at once. */
  apply(mode: Mode): void;
  /** To each workload with its next delta, so that it is judged by all it had learned. */
  applyOnceLearned(mode: Mode): void;
  workloads(): readonly { readonly id: WorkloadId; readonly baseline: Baseline; readonly version: number }[];
}

export interface MemoryLinkOptions {
  readonly settings: LearningSettings;
  readonly now: () => EpochMs;
}

interface Known {
  baseline: Baseline;
  version: number;
  mode: Mode;
  readonly firstSeenAt: EpochMs;
}

export function createMemoryLink({ settings, now }: MemoryLinkOptions): MemoryLink {
  const known = new Map<WorkloadId, Known>();
  const listeners = new Set<(order: Order) => void>();
  let first: Mode = 'discover';
  let next: Mode | undefined;

  function ensure(id: WorkloadId): Known {
    const before = known.get(id);
    if (before !== undefined) return before;
    const workload: Known = { baseline: emptyBaseline(), version: 0, mode: first, firstSeenAt: now() };
    known.set(id, workload);
    if (first !== 'discover') tell(id, workload);
    return workload;
  }

  function tell(id: WorkloadId, workload: Known): void {
    const order = orderOf(id, workload);
    for (const listener of listeners) listener(order);
  }

  function orderOf(id: WorkloadId, { baseline, version, mode, firstSeenAt }: Known): Order {
    return {
      // Whoever replays a trace in a mode says with it that what was learned is to be applied.
      workload: { id, firstSeenAt, lastSeenAt: now(), mode, dryRun: true, declaredReady: mode !== 'discover' },
      baselineVersion: version,
      baseline: version === 0 ? undefined : encodeBaseline(baseline),
      settings,
    };
  }

  return {
    async learned({ workload: id, state }) {
      const workload = ensure(id);
      workload.baseline = mergeBaselines(workload.baseline, decodeBaseline(state));
      workload.version += 1;
      workload.mode = next ?? workload.mode;
      tell(id, workload);
    },
    // The replay itself hands out what was found.
    async judged() {},
    observed(events) {
      for (const { workload } of events) ensure(workload);
    },
    health() {},
    running(_node, containers) {
      for (const { workload } of containers) ensure(workload);
    },
    // A trace has no engine and no running processes.
    pulled() {},
    async used() {},
    orders(listener) {
      listeners.add(listener);
      for (const [id, workload] of known) listener(orderOf(id, workload));
      return () => listeners.delete(listener);
    },
    apply(mode) {
      first = mode;
      next = mode;
      for (const [id, workload] of known) {
        if (workload.mode === mode) continue;
        workload.mode = mode;
        tell(id, workload);
      }
    },
    applyOnceLearned(mode) {
      next = mode;
    },
    workloads: () => [...known].map(([id, { baseline, version }]) => ({ id, baseline, version })),
  };
}
