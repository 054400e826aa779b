/**
 * What policies say of images, said anew where the image is as it was: scores changed, or only time passed.
 *
 * in     images, the policies that are turned on
 * out    verdicts where they differ; whoever runs such an image is told of
 * holds  a verdict on a report that a scan replaced meanwhile is not kept: that scan brought its own
 */
import type { LiveMessage } from '@plimsoll/api';
import type { PolicyRule, ScanPolicy } from '@plimsoll/scan';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { Stores } from '../store/store.ts';
import type { ScanWorker } from './worker.ts';

export interface VerdictsOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly worker: ScanWorker;
  readonly policies: () => Promise<readonly ScanPolicy[]>;
  readonly tell: (message: LiveMessage) => void;
  /** After the verdicts on an image changed. */
  readonly changed: (image: string) => Promise<void>;
}

/** Whole reports are held at once. */
const reportsAtOnce = 10;

export function createVerdicts({ store, commits, worker, policies, tell, changed }: VerdictsOptions) {
  return {
    /** Where any policy asks for what may have changed; without one nothing is read. Returns how many images were judged. */
    async review(
      images: readonly string[],
      { asks, signal }: { asks: (rule: PolicyRule) => boolean; signal: AbortSignal },
    ): Promise<number> {
      const all = await policies();
      if (images.length === 0 || !all.some(({ rules }) => rules.some(asks))) return 0;
      for (let from = 0; from < images.length; from += reportsAtOnce) {
        signal.throwIfAborted();
        await reviewSome(images.slice(from, from + reportsAtOnce), all);
      }
      return images.length;
    },
  };

  async function reviewSome(images: readonly string[], all: readonly ScanPolicy[]): Promise<void> {
    const told: { id: string; scannedAt: number }[] = [];
    const reports = [];
    for (const id of images) {
      const report = await store.images.report(id);
      if (report === undefined) continue;
      const { findings, packages, complete, scannedAt } = report;
      reports.push({ findings, packages, complete });
      told.push({ id, scannedAt });
    }
    if (told.length === 0) return;
    const verdicts = await worker.call('verdicts', { reports, policies: all });
    const differing = await commits.write(async (stores) => {
      const ids: string[] = [];
      for (const [index, { id, scannedAt }] of told.entries()) {
        const now = await stores.images.summary(id);
        if (now?.scannedAt !== scannedAt) continue;
        if (await stores.images.verdicts(id, verdicts[index] ?? [])) ids.push(id);
      }
      return ids;
    });
    for (const image of differing) {
      tell({ type: 'image', image });
      await changed(image);
    }
  }
}
