/**
 * What the agents last said of themselves, and what runs where.
 *
 * in     health of each node about once a second; the containers that run on it
 * out    for each node whether it sees, and if not why; for each container where it runs
 * holds  no word is bad news: a node that is silent for longer than `silentMs` is blind
 */
import type { Blindness, Losses, NodeHealth, RunningContainer } from '@plimsoll/api';
import type { ContainerId, EpochMs, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';

export interface Fleet {
  health(health: NodeHealth): void;
  /** The workloads whose containers are not the ones that ran before. */
  running(node: string, containers: readonly RunningContainer[]): ReadonlySet<WorkloadId>;
  /** With what the server itself knows to be wrong added to `blind`. */
  nodes(): readonly NodeHealth[];
  containers(): readonly PlacedContainer[];
}

export interface PlacedContainer extends RunningContainer {
  readonly node: string;
}

export interface FleetOptions {
  readonly clock: Clock;
  /** So many events of this workload were lost. */
  readonly lost: (workload: WorkloadId, count: number) => void;
}

interface Known {
  readonly health: NodeHealth;
  readonly heardAt: EpochMs;
  /** When the sensor last lost what it should have seen. */
  readonly droppedAt: EpochMs | undefined;
}

const silentMs = 5000;
/** So long a loss counts as "is dropping". */
const droppingMs = 10_000;
const mostNodes = 1000;

export function createFleet({ clock, lost }: FleetOptions): Fleet {
  const nodes = new Map<string, Known>();
  const placed = new Map<string, readonly PlacedContainer[]>();
  const lostOf = new Map<ContainerId, number>();

  function countLosses({ lossesByContainer }: NodeHealth, workloadOf: ReadonlyMap<ContainerId, WorkloadId>): void {
    for (const { container, losses } of lossesByContainer) {
      const now = blinding(losses);
      const before = lostOf.get(container) ?? 0;
      lostOf.set(container, now);
      const workload = workloadOf.get(container);
      if (workload !== undefined) lost(workload, grown(before, now));
    }
  }

  return {
    health(health) {
      const before = nodes.get(health.node);
      if (before === undefined && nodes.size >= mostNodes) return;
      const now = clock.now();
      const rise = grown(blinding(before?.health.losses), blinding(health.losses));
      nodes.set(health.node, { health, heardAt: now, droppedAt: rise > 0 ? now : before?.droppedAt });
      const here = placed.get(health.node) ?? [];
      countLosses(health, new Map(here.map(({ container, workload }) => [container.id, workload])));
    },
    running(node, containers) {
      const before = placed.get(node) ?? [];
      placed.set(
        node,
        containers.map((one) => ({ ...one, node })),
      );
      const alive = new Set([...placed.values()].flat().map(({ container }) => container.id));
      for (const id of lostOf.keys()) if (!alive.has(id)) lostOf.delete(id);
      return changedBetween(before, containers);
    },
    nodes() {
      const now = clock.now();
      return [...nodes.values()].map((known) => ({
        ...known.health,
        blind: [...known.health.blind, ...whyBlind(known, now)],
      }));
    },
    containers: () => [...placed.values()].flat(),
  };
}

function changedBetween(
  before: readonly RunningContainer[],
  after: readonly RunningContainer[],
): ReadonlySet<WorkloadId> {
  const ids = (list: readonly RunningContainer[]) => new Set(list.map(({ container }) => container.id));
  const [was, is] = [ids(before), ids(after)];
  return new Set(
    [...before, ...after]
      .filter(({ container }) => !was.has(container.id) || !is.has(container.id))
      .map(({ workload }) => workload),
  );
}

/** Losses that hide behaviour. Held back novelties and cut texts are told, but what happened is still seen. */
function blinding(losses: Losses | undefined): number {
  return losses === undefined ? 0 : losses.ringFull + losses.threadsFull + losses.containersFull;
}

/** Totals begin again when the sensor does. */
function grown(before: number, now: number): number {
  return now >= before ? now - before : now;
}

function whyBlind({ health, heardAt, droppedAt }: Known, now: EpochMs): readonly Blindness[] {
  const reasons: Blindness[] = [];
  const silence = now - heardAt;
  if (silence > silentMs) {
    reasons.push({
      what: `anything on ${health.node}`,
      why: `Its agent last spoke ${Math.round(silence / 1000)} s ago`,
      hint: 'Check that `plimsoll up` still runs there and what its log says',
      since: heardAt,
    });
  }
  if (health.sensor !== 'running' && health.blind.length === 0) {
    reasons.push({
      what: `what containers on ${health.node} do`,
      why: `Its sensor is ${health.sensor}, and only a running one sees`,
      hint: '`plimsoll status` tells what this kernel allows',
      since: health.sensorSince,
    });
  }
  if (droppedAt !== undefined && now - droppedAt < droppingMs) {
    reasons.push({
      what: `some events on ${health.node}`,
      why: `The sensor lost ${blinding(health.losses)} events since it started, some within the last ${droppingMs / 1000} s`,
      hint: 'The load is higher than this node can follow; see losses by container',
      since: droppedAt,
    });
  }
  return reasons;
}
