/**
 * Gathers what the status is made from.
 *
 * in     nodes, workloads, counts, what keeps the database from working
 * out    Status
 * holds  it is always answered: a database that cannot be read or written is a reason to be blind, not a failure to say so
 */
import type { NodeHealth, Status } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Trouble } from '../ingest/commit-queue.ts';
import type { FindingStore } from '../store/finding-store.ts';
import type { WorkloadRegistry } from '../workload/registry.ts';
import type { Fleet } from './fleet.ts';
import { statusOf } from './status.ts';

export interface StatusRoom {
  now(): Promise<Status>;
  /** Every node with all that keeps it, or this server, from seeing. */
  nodes(): readonly NodeHealth[];
}

export interface StatusRoomOptions {
  readonly findings: Pick<FindingStore, 'openCounts'>;
  readonly registry: WorkloadRegistry;
  readonly fleet: Fleet;
  /** What keeps the database from being read or written. */
  readonly trouble: () => Trouble | undefined;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly startedAt: EpochMs;
}

type Open = Awaited<ReturnType<FindingStore['openCounts']>>;

export function createStatusRoom(options: StatusRoomOptions): StatusRoom {
  const { findings, registry, fleet, counters, clock, startedAt } = options;
  let lastOpen: Open = new Map();
  let unreadable: Trouble | undefined;
  let since: EpochMs | undefined;

  async function openCounts(): Promise<Open> {
    try {
      lastOpen = await findings.openCounts();
      unreadable = undefined;
    } catch (error) {
      unreadable = {
        why: `The database cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'The log of the server tells more; `plimsoll up --restore` brings back the newest backup',
      };
    }
    return lastOpen;
  }

  function nodes(): readonly NodeHealth[] {
    const trouble = options.trouble() ?? unreadable;
    since = trouble === undefined ? undefined : (since ?? clock.now());
    if (trouble === undefined || since === undefined) return fleet.nodes();
    // What cannot be kept or read cannot be found again: that is blindness too, wherever it happens.
    const blindness = { what: 'what was found and learned', ...trouble, since };
    return fleet.nodes().map((node) => ({ ...node, blind: [blindness, ...node.blind] }));
  }

  return {
    nodes,
    async now() {
      const open = await openCounts();
      const running = new Set(fleet.containers().map(({ workload }) => workload));
      return statusOf({
        nodes: nodes(),
        workloads: registry.all().map(({ workload }) => ({ mode: workload.mode, running: running.has(workload.id) })),
        open: [...open.values()],
        events: counters.events(),
        dropped: counters.dropped(),
        startedAt,
        now: clock.now(),
      });
    },
  };
}
