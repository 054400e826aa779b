/**
 * Merges what agents learned into each workload's baseline, in the background.
 *
 * in     batches that are acknowledged already, and so are in the store
 * out    at most one new version of a baseline in `mergeEveryMs`; who listens learns of each
 * holds  what people rejected is in no version; a batch is part of exactly one version; a crash in between loses nothing, as batch and version change in one commit
 */
import type { EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { ServerSettings } from '../settings.ts';
import type { BaselineStore } from '../store/baseline-store.ts';
import type { DeltaStore } from '../store/delta-store.ts';
import type { Stores } from '../store/store.ts';
import type { RecordChange, WorkloadRegistry } from '../workload/registry.ts';
import type { BaselineModel } from './baseline-model.ts';

export interface Merger {
  /** Everything that waits; resolves when it is merged. */
  mergeAll(): Promise<void>;
  /** One workload, whatever the time since its last version. */
  mergeNow(workload: WorkloadId): Promise<void>;
}

export interface MergerOptions {
  readonly baselines: BaselineStore;
  readonly deltas: DeltaStore;
  readonly commits: CommitQueue;
  readonly registry: WorkloadRegistry;
  readonly model: BaselineModel;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly newId: () => RecordId;
  readonly log: Logger;
  readonly settings: ServerSettings;
  readonly merged: (workload: WorkloadId) => Promise<void>;
}

/** More would hold too much in memory at once; the rest comes with the next turn. */
const batchesAtOnce = 64;

export function createMerger(options: MergerOptions): Merger {
  const { deltas, log } = options;
  let turn: Promise<void> = Promise.resolve();

  /** One at a time: two merges of a workload would race for the next version. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work, work);
    return turn;
  }

  async function mergeOne(workload: WorkloadId): Promise<void> {
    for (;;) {
      const batches = await mergeOnce(options, workload);
      if (batches < batchesAtOnce) return;
    }
  }

  return {
    mergeAll: () =>
      inTurn(async () => {
        for (const { workload } of await deltas.waiting()) {
          try {
            await mergeOne(workload);
          } catch (error) {
            // One workload's trouble must not keep the others from learning; its batches wait for the next turn.
            log.error({ workload, err: error }, 'a baseline could not be merged');
          }
        }
      }),
    mergeNow: (workload) => inTurn(() => mergeOne(workload)),
  };
}

async function mergeOnce(options: MergerOptions, workload: WorkloadId): Promise<number> {
  const { baselines, deltas, commits, registry, model, counters, clock, newId, settings } = options;
  const pending = await deltas.pending(workload, batchesAtOnce);
  if (pending.length === 0) return 0;
  const known = await baselines.latest(workload);
  const rejected = (await baselines.rejections(workload)).map(({ thing }) => thing);
  const states = [...(known === undefined ? [] : [known.state]), ...pending.map(({ state }) => state)];
  const result = model.merge(states, rejected);
  const changed = known === undefined || Buffer.compare(known.state, result.state) !== 0;
  const version = (known?.version ?? 0) + (changed ? 1 : 0);
  const batches = pending.map(({ batch }) => batch);

  const learned: RecordChange = (record) => ({
    ...record,
    baselineVersion: version,
    learnedFrom: result.learnedFrom as EpochMs | undefined,
    readiness: result.readiness,
  });

  const gone = await commits.write(async (stores: Stores) => {
    if (changed) {
      const won = await stores.baselines.put(
        { id: newId(), workload, version, at: clock.now(), state: result.state },
        version - 1,
      );
      if (!won) throw new Error(`another writer made version ${version} of ${workload} at the same time`);
    }
    await stores.deltas.merged(workload, batches, { version, remember: settings.keep.batches });
    await registry.write(stores, workload, learned);
    return stores.baselines.trim(workload, {
      keep: settings.keep.baselines,
      keepReferred: settings.keep.baselinesReferred,
    });
  });
  registry.apply(workload, learned);
  counters.drop('baseline versions', gone);
  if (changed) await options.merged(workload);
  return pending.length;
}
