/** Gathers what the status is made from. Kept for a moment: many may ask at once. */
import type { NodeHealth, Status } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { CommitQueue, Trouble } from '../ingest/commit-queue.ts';
import type { FindingStore } from '../store/finding-store.ts';
import type { WorkloadRegistry } from '../workload/registry.ts';
import type { Fleet } from './fleet.ts';
import { statusOf } from './status.ts';

export interface StatusRoom {
  now(): Promise<Status>;
}

export interface StatusRoomOptions {
  readonly findings: Pick<FindingStore, 'openCounts'>;
  readonly registry: WorkloadRegistry;
  readonly fleet: Fleet;
  readonly commits: Pick<CommitQueue, 'trouble'>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly startedAt: EpochMs;
}

export function createStatusRoom({
  findings,
  registry,
  fleet,
  commits,
  counters,
  clock,
  startedAt,
}: StatusRoomOptions): StatusRoom {
  return {
    async now() {
      const open = await findings.openCounts();
      const running = new Set(fleet.containers().map(({ workload }) => workload));
      return statusOf({
        nodes: withTrouble(fleet.nodes(), { trouble: commits.trouble(), since: clock.now() }),
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

/** What cannot be kept cannot be found again: that is blindness too. */
function withTrouble(
  nodes: readonly NodeHealth[],
  { trouble, since }: { trouble: Trouble | undefined; since: EpochMs },
): readonly NodeHealth[] {
  if (trouble === undefined) return nodes;
  const blindness = {
    what: 'The database cannot be written',
    why: trouble.why,
    hint: 'Check that the disk is not full and can be written',
    since,
  };
  return nodes.map((node) => ({ ...node, blind: [blindness, ...node.blind] }));
}
