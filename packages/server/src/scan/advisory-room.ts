/** How old the advisories are, and when they are fetched next. */
import type { AdvisoryStatus } from '@plimsoll/api';
import type { AdvisoryData, EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { ScanJobStore } from '../store/scan-job-store.ts';
import type { ScanQueue } from './queue.ts';
import type { ScanSettings } from './settings.ts';
import type { ScanWorker } from './worker.ts';

export interface AdvisoryRoomOptions {
  readonly scans: ScanJobStore;
  readonly queue: ScanQueue;
  readonly worker: ScanWorker | undefined;
  readonly clock: Clock;
  readonly settings: ScanSettings;
}

/** Asked of the worker at most so often: the answer changes with each fetch only. */
const askedEveryMs = 60_000;

export function createAdvisoryRoom({ scans, queue, worker, clock, settings }: AdvisoryRoomOptions) {
  let known: { data: AdvisoryData | undefined; at: number; after: string | undefined } | undefined;

  async function data(): Promise<AdvisoryData | undefined> {
    if (worker === undefined) return undefined;
    const last = await scans.newest('update', ['done']);
    const isFresh = known !== undefined && known.after === last?.id && clock.now() - known.at < askedEveryMs;
    if (!isFresh) known = { data: await worker.call('advisories', {}), at: clock.now(), after: last?.id };
    return known?.data;
  }

  async function nextAt(): Promise<EpochMs | null> {
    if (worker === undefined || settings.advisoriesEveryMs === 0) return null;
    const last = await scans.newest('update', ['done', 'failed', 'cancelled']);
    return ((last?.endedAt ?? clock.now() - settings.advisoriesEveryMs) + settings.advisoriesEveryMs) as EpochMs;
  }

  return {
    async status(): Promise<AdvisoryStatus> {
      const now = clock.now();
      const current = await data();
      const running = await scans.newest('update', ['queued', 'running']);
      const last = await scans.newest('update', ['done', 'failed', 'cancelled']);
      return {
        data: (current ?? null) as AdvisoryStatus['data'],
        ageMs: current === undefined ? null : Math.max(0, now - current.newestAt),
        mirror: settings.mirror ?? null,
        everyMs: settings.advisoriesEveryMs === 0 ? null : settings.advisoriesEveryMs,
        nextAt: await nextAt(),
        running: running === undefined ? null : await queue.shown(running),
        last: last === undefined ? null : await queue.shown(last),
      };
    },
    async tick(): Promise<void> {
      const due = await nextAt();
      if (due === null || due > clock.now()) return;
      const trigger = 'schedule' as const;
      await queue.add({
        kind: 'update',
        reference: '',
        name: 'advisories',
        place: 'this host',
        trigger,
        askedBy: 'plimsoll',
      });
    },
  };
}
