/**
 * From discover to monitor by itself, once the estimate says that the baseline is ready.
 *
 * in     a workload whose baseline has a new version
 * out    its mode, changed or not, and the change in the ledger
 * holds  never into protect; never against a person who put it back to discover
 */
import type { RecordId, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { RecordChange, WorkloadRegistry } from './registry.ts';

const ownName = 'plimsoll';

export interface PromotionContext {
  readonly commits: CommitQueue;
  readonly registry: WorkloadRegistry;
  readonly clock: Clock;
  readonly newId: () => RecordId;
}

/** True when it was promoted. */
export async function promoteIfReady(
  id: WorkloadId,
  { commits, registry, clock, newId }: PromotionContext,
): Promise<boolean> {
  const record = registry.get(id);
  if (record === undefined || record.workload.mode !== 'discover' || record.readiness?.ready !== true) return false;
  const expected = Number(record.readiness.expectedAlertsPerDay.toPrecision(2));
  const promoted: RecordChange = (known) => ({
    ...known,
    workload: { ...known.workload, mode: 'monitor', dryRun: true },
  });

  const done = await commits.write(async (stores) => {
    const { items } = await stores.ledger.list({ subject: id, what: 'workload.mode', limit: 1 });
    const [last] = items;
    if (last !== undefined && last.actor !== ownName && last.after.mode === 'discover') return false;
    await stores.ledger.append({
      id: newId(),
      at: clock.now(),
      actor: ownName,
      what: 'workload.mode',
      subject: id,
      before: { mode: 'discover' },
      after: { mode: 'monitor' },
      reason: `The baseline is ready: at most ${expected} alerts a day are to be expected`,
      because: [],
    });
    await registry.write(stores, id, promoted);
    return true;
  });
  if (done) registry.apply(id, promoted);
  return done;
}
