/**
 * What only time changes: a system that is no longer maintained, an image that grew old, a finding that nobody mended in its time.
 *
 * in     the time, and when each image is to be looked at again
 * out    judgements in the queue
 * holds  nothing is pulled for it as long as the facts are there; an image is judged on the day that changes something, and not on the others
 */
import type { EpochMs } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Stores } from '../store/store.ts';
import { agesWithTime } from './examiner.ts';
import type { ScanQueue } from './queue.ts';

export interface ReviewingOptions {
  readonly store: Stores;
  readonly queue: ScanQueue;
  readonly clock: Clock;
}

const dayMs = 24 * 60 * 60 * 1000;
const imagesAtOnce = 500;

export function createReviewing({ store, queue, clock }: ReviewingOptions) {
  let policiesAskedAt: EpochMs | undefined;

  const job = { kind: 'judge', reference: '', place: 'this host', trigger: 'schedule', askedBy: 'plimsoll' } as const;

  async function images(now: EpochMs): Promise<void> {
    const due = await store.images.due(now, imagesAtOnce);
    if (due.length === 0) return;
    const name = `${due.length} ${due.length === 1 ? 'image' : 'images'} of which time changes what is said`;
    // What cannot be judged, as its facts are gone, is not asked for at every tick.
    const again = (now + dayMs) as EpochMs;
    await queue.add({ ...job, name, task: { images: due } }, (stores) => stores.images.dueAgain(due, again));
  }

  async function policies(now: EpochMs): Promise<void> {
    if (policiesAskedAt !== undefined && now - policiesAskedAt < dayMs) return;
    policiesAskedAt = now;
    const kept = await store.scanSettings.policies();
    if (!kept.some(({ enabled, policy }) => enabled && policy.rules.some(agesWithTime))) return;
    const scanned = await store.images.ids();
    if (scanned.length === 0) return;
    const name = `${scanned.length} ${scanned.length === 1 ? 'image' : 'images'} that policies with an age may speak of`;
    await queue.add({ ...job, name, task: { images: scanned, verdicts: true } });
  }

  return {
    async tick(): Promise<void> {
      const now = clock.now();
      await images(now);
      await policies(now);
    },
  };
}
