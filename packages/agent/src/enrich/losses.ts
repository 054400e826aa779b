/** What the sensor lost, as it counts it itself: totals become what is new since the last time. */
import type { CgroupId, LossTotals } from '../sense/frame.ts';

export interface Loss {
  readonly cgroup: CgroupId;
  /** Acts that nobody will hear of. */
  readonly lost: number;
  /** Repetitions beyond the container's rate limit. */
  readonly heldBack: number;
}

export interface Losses {
  /** What was lost since the last frame of this cgroup; undefined for nothing. For cgroup 0: what no container accounts for. */
  update(cgroup: CgroupId, totals: LossTotals): Loss | undefined;
  of(cgroup: CgroupId): LossTotals;
  /** Of the whole node, with what the agent itself had no room for. */
  total(): LossTotals;
  /** The agent itself had no room for one event. */
  overflowed(): void;
  /** A new run of the sensor counts from 0. */
  newRun(): void;
}

export const noLosses: LossTotals = {
  ringFull: 0,
  threadsFull: 0,
  containersFull: 0,
  heldBack: 0,
  cut: 0,
  delivered: 0,
};
const CONTAINERS_LIMIT = 10_000;

export function createLosses(): Losses {
  let totals = new Map<CgroupId, LossTotals>();
  let earlierRuns = noLosses;
  let accounted = 0;
  /** Host total of the last heartbeat: by the next one every container has told its share of it. */
  let due = 0;
  let told = 0;
  let overflow = 0;

  function update(cgroup: CgroupId, now: LossTotals): Loss | undefined {
    const before = totals.get(cgroup) ?? noLosses;
    totals.set(cgroup, now);
    if (totals.size > CONTAINERS_LIMIT) totals.delete(totals.keys().next().value as CgroupId);
    if (cgroup === 0) return updateHost(now, before);
    const ringFull = Math.max(now.ringFull - before.ringFull, 0);
    accounted += ringFull;
    const lost = ringFull + grown(now, before, 'threadsFull') + grown(now, before, 'containersFull');
    const heldBack = grown(now, before, 'heldBack');
    return lost === 0 && heldBack === 0 ? undefined : { cgroup, lost, heldBack };
  }

  function updateHost(now: LossTotals, before: LossTotals): Loss | undefined {
    const nobodys = Math.max(due - accounted, 0);
    due = now.ringFull;
    const lost = Math.max(nobodys - told, 0) + grown(now, before, 'containersFull') + grown(now, before, 'threadsFull');
    told = Math.max(told, nobodys);
    return lost === 0 ? undefined : { cgroup: 0, lost, heldBack: 0 };
  }

  /** Cgroup 0 has the sum of what the ring had no room for; the rest has to be added up. */
  function ofThisRun(): LossTotals {
    let sum = noLosses;
    for (const [cgroup, each] of totals) sum = add(sum, cgroup === 0 ? each : { ...each, ringFull: 0 });
    return totals.has(0) ? sum : { ...sum, ringFull: accounted };
  }

  return {
    update,
    of: (cgroup) => totals.get(cgroup) ?? noLosses,
    total() {
      const sum = add(earlierRuns, ofThisRun());
      return { ...sum, ringFull: sum.ringFull + overflow };
    },
    overflowed() {
      overflow += 1;
    },
    newRun() {
      earlierRuns = add(earlierRuns, ofThisRun());
      totals = new Map();
      accounted = 0;
      due = 0;
      told = 0;
    },
  };
}

function grown(now: LossTotals, before: LossTotals, field: keyof LossTotals): number {
  return Math.max(now[field] - before[field], 0);
}

function add(a: LossTotals, b: LossTotals): LossTotals {
  return {
    ringFull: a.ringFull + b.ringFull,
    threadsFull: a.threadsFull + b.threadsFull,
    containersFull: a.containersFull + b.containersFull,
    heldBack: a.heldBack + b.heldBack,
    cut: a.cut + b.cut,
    delivered: a.delivered + b.delivered,
  };
}
