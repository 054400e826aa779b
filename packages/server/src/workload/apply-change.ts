/** Applies a change that somebody asks for: record, ledger and order, or the reason why not. */
import type { WorkloadChange } from '@plimsoll/api';
import type { RecordId, Workload, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { Orders } from '../merge/orders.ts';
import type { Fleet } from '../status/fleet.ts';
import { sees } from '../status/status.ts';
import { changedWorkload } from './change.ts';
import type { RecordChange, WorkloadRegistry } from './registry.ts';

export interface ChangeRequest {
  readonly change: WorkloadChange;
  readonly actor: string;
  readonly fleet: Fleet;
  readonly registry: WorkloadRegistry;
  readonly commits: CommitQueue;
  readonly orders: Orders;
  readonly clock: Clock;
  readonly newId: () => RecordId;
}

export async function changeWorkload(
  id: WorkloadId,
  { change, actor, fleet, registry, commits, orders, clock, newId }: ChangeRequest,
): Promise<void> {
  const record = registry.need(id);
  const before = record.workload;
  const after = changedWorkload(record, { change, enforcement: { unavailable: whyNoEnforcement(fleet) } });
  const differs = (['mode', 'dryRun', 'declaredReady'] as const).filter((key) => before[key] !== after[key]);
  if (differs.length === 0) return;

  const pick = (workload: Workload) => Object.fromEntries(differs.map((key) => [key, workload[key]]));
  const changed: RecordChange = (known) => ({
    ...known,
    workload: { ...known.workload, mode: after.mode, dryRun: after.dryRun, declaredReady: after.declaredReady },
  });
  await commits.write(async (stores) => {
    await stores.ledger.append({
      id: newId(),
      at: clock.now(),
      actor,
      what: differs.includes('mode') || differs.includes('dryRun') ? 'workload.mode' : 'workload.ready',
      subject: id,
      before: pick(before),
      after: pick(after),
      reason: change.reason ?? '',
      because: [],
    });
    await registry.write(stores, id, changed);
  });
  registry.apply(id, changed);
  orders.changed(id, { urgent: true });
}

function whyNoEnforcement(fleet: Fleet): string | undefined {
  const nodes = fleet.nodes();
  if (!nodes.some(sees)) return 'no sensor is running and seeing';
  const unable = nodes.find(({ cannotPrevent }) => cannotPrevent !== undefined && cannotPrevent !== null);
  return unable === undefined ? undefined : `${unable.node} cannot: ${unable.cannotPrevent}`;
}
