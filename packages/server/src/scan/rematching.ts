/**
 * Brings stored images from one generation of advisories to the next, by what differs between the two.
 *
 * in     what each update changed, as long as this process remembers it
 * out    images of which something changed, each with what; all others moved on by their data's age alone
 * holds  nothing is pulled and no facts are read; an image is only moved on from a generation whose difference to the newest is known,
 *        so that what was missed, by a crash or by an update from elsewhere, is judged whole
 */
import type { LiveMessage, ScanOutcome } from '@plimsoll/api';
import type { AdvisoryData } from '@plimsoll/core';
import type { AdvisoryDelta } from '@plimsoll/scan';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { Concern, ConcernedImage, KeptRematch, KeptRematches, RematchSubject } from '../store/image-store.ts';
import type { Stores } from '../store/store.ts';
import type { Running } from './queue.ts';
import type { Rematched, ScanWorker, WorkerCalls } from './worker.ts';

export interface RematchingOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly worker: ScanWorker;
  readonly clock: Clock;
  readonly historyKept: number;
  readonly documents: () => Promise<Pick<WorkerCalls['scan']['work'], 'exceptions' | 'policies'>>;
  readonly tell: (message: LiveMessage) => void;
  readonly changed: (image: string) => Promise<void>;
}

export interface Brought {
  /** Of images that were held against the newer generation anew. */
  readonly images: number;
  readonly counts: ScanOutcome['counts'];
  readonly changed: readonly ScanOutcome[];
}

/** A few days of updates. */
const mostSteps = 20;
/** What one commit takes; beyond, requests would wait. */
const imagesAtOnce = 100;

export function createRematching(options: RematchingOptions) {
  const { store, commits, worker, clock, historyKept, documents, tell } = options;
  const steps: { readonly data: AdvisoryData; readonly delta: AdvisoryDelta }[] = [];

  /** What is new since each generation from which the newest can be reached. */
  function concerns(): readonly Concern[] {
    const found: Concern[] = [];
    const packages = new Map<string, AdvisoryDelta['packages'][number]>();
    const exploited = new Set<string>();
    let next = steps.at(-1)?.delta.to;
    for (const { delta } of steps.toReversed()) {
      if (delta.to !== next || delta.from === undefined) break;
      for (const one of delta.packages) packages.set(`${one.ecosystem}\n${one.name}`, one);
      for (const cve of exploitedOf(delta)) exploited.add(cve);
      next = delta.from;
      found.push({ generation: delta.from, packages: [...packages.values()], exploited: [...exploited] });
    }
    return found;
  }

  async function advance(
    from: string,
    data: AdvisoryData,
    images: readonly Pick<ConcernedImage, 'id' | 'scannedAt'>[],
  ) {
    return images.length === 0 ? none : commits.write((stores) => stores.images.advance({ from, data, images }));
  }

  async function read(some: readonly ConcernedImage[] = []): Promise<readonly RematchSubject[]> {
    return some.length === 0 ? [] : store.images.rematchSubjects(some);
  }

  function begin(subjects: readonly RematchSubject[], data: AdvisoryData): ReturnType<typeof match> | undefined {
    const matching = subjects.length === 0 ? undefined : match(subjects, data);
    // It is awaited in its turn, unless something ends the work before.
    matching?.catch(() => {});
    return matching;
  }

  async function match(subjects: readonly RematchSubject[], { generation }: AdvisoryData) {
    const { exceptions, policies } = await documents();
    const images = subjects.map(({ image, packages, before, vex }) => ({ image, packages, before, vex }));
    const found = await worker.call('rematch', { generation, images, exceptions });
    return found === undefined ? undefined : { subjects, found, policies };
  }

  async function keep(
    generation: string,
    data: AdvisoryData,
    { subjects, found, policies }: NonNullable<Awaited<ReturnType<typeof match>>>,
  ): Promise<Brought> {
    const same: RematchSubject[] = [];
    const differing: KeptRematch[] = [];
    for (const [index, subject] of subjects.entries()) {
      const { added, changed, removed } = found[index] ?? nothing;
      if (added.length + changed.length + removed.length === 0) {
        same.push(subject);
        continue;
      }
      const { id, scannedAt, before } = subject;
      const replaced = new Set([...removed, ...changed.map(({ key }) => key)]);
      const after = [...before.filter(({ key }) => !replaced.has(key)), ...changed, ...added];
      differing.push({ id, scannedAt, before, after, added, changed, removed });
    }
    const kept = { generation, data, at: clock.now(), images: differing, historyKept };
    const verdicts = await verdictsOn(kept, policies);
    const { counts, outcomes } = await commits.write(async (stores) => {
      const counts = await stores.images.advance({ from: generation, data, images: same });
      const told = await stores.images.keepRematches(kept);
      for (const [index, { id }] of verdicts === undefined ? [] : differing.entries())
        if (told[index] !== undefined) await stores.images.verdicts(id, verdicts?.[index] ?? []);
      return { counts, outcomes: told.filter((one) => one !== undefined) };
    });
    for (const { image } of outcomes) {
      if (image === null) continue;
      tell({ type: 'image', image });
      await options.changed(image);
    }
    return { images: same.length + outcomes.length, counts, changed: outcomes };
  }

  /** A policy is about the whole image. */
  async function verdictsOn(kept: KeptRematches, policies: WorkerCalls['scan']['work']['policies']) {
    if (policies.length === 0) return undefined;
    const reports = [];
    for (const one of kept.images) {
      const report = await store.images.reportWith(one, kept);
      if (report !== undefined) {
        const { findings, packages, complete } = report;
        reports.push({ findings, packages, complete });
      } else reports.push({ findings: [], packages: [], complete: false });
    }
    return worker.call('verdicts', { reports, policies });
  }

  return {
    /** Returns the images that have to be looked at: those it concerns, and those it cannot tell about. */
    async updated({ data, delta }: { data: AdvisoryData; delta: AdvisoryDelta }): Promise<readonly string[]> {
      if (delta.from !== delta.to) {
        steps.push({ data, delta });
        if (steps.length > mostSteps) steps.shift();
      }
      const known = delta.from === undefined ? [delta.to] : [delta.from, delta.to];
      const missed = await store.images.notOf(known);
      if (delta.from === undefined || delta.from === delta.to) return missed;
      const { from: generation, packages } = delta;
      const all = await store.images.concerned({ generation, packages, exploited: exploitedOf(delta) });
      const concerned = all.filter((one) => one.packages.length > 0);
      await advance(
        delta.from,
        data,
        all.filter((one) => one.packages.length === 0),
      );
      return [...concerned.map(({ id }) => id), ...missed];
    },

    /** Everything that can be; what is left stands on an older generation still. */
    async bring({ signal, onProgress }: Running): Promise<Brought> {
      const data = steps.at(-1)?.data;
      const total: Total = { images: 0, counts: { ...none }, changed: [] };
      if (data === undefined) return total;
      for (const concern of concerns()) {
        const all = await store.images.concerned(concern);
        const concerned = all.filter((one) => one.packages.length > 0);
        await advance(
          concern.generation,
          data,
          all.filter((one) => one.packages.length === 0),
        );
        const batches = inBatches(concerned);
        let done = 0;
        let matching = begin(await read(batches[0]), data);
        let next = await read(batches[1]);
        for (const [index, batch] of batches.entries()) {
          signal.throwIfAborted();
          const told = { phase: 'judging', of: 'images', bytesDone: 0, bytesTotal: 0 } as const;
          onProgress({ ...told, done, total: concerned.length });
          const matched = await matching;
          // Advisories were updated in between: what is left is judged against whatever there is then.
          if (matching !== undefined && matched === undefined) return total;
          // The worker goes on with the next, which was read already, while these are written down and those after them read.
          matching = begin(next, data);
          done += batch.length;
          if (matched !== undefined) addTo(total, await keep(concern.generation, data, matched));
          next = await read(batches[index + 2]);
        }
      }
      return total;
    },
    /** Of these images those that do not stand on the newest generation. */
    async left(images: readonly string[]): Promise<readonly string[]> {
      const newest = steps.at(-1)?.delta.to;
      if (newest === undefined) return images;
      const behind = new Set(await store.images.notOf([newest]));
      return images.filter((id) => behind.has(id));
    },
  };
}

interface Total {
  images: number;
  readonly counts: { -readonly [K in keyof ScanOutcome['counts']]: number };
  readonly changed: ScanOutcome[];
}

function addTo(total: Total, { images, counts, changed }: Brought): void {
  total.images += images;
  total.changed.push(...changed);
  for (const key of Object.keys(none) as (keyof typeof none)[]) total.counts[key] += counts[key];
}

function inBatches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let from = 0; from < items.length; from += imagesAtOnce) batches.push(items.slice(from, from + imagesAtOnce));
  return batches;
}

const nothing: Rematched = { added: [], changed: [], removed: [] };
const none: ScanOutcome['counts'] = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

/** On the list of what is exploited now and not before, or the other way about. */
function exploitedOf({ exploited = [], noLongerExploited = [] }: AdvisoryDelta): readonly string[] {
  return [...exploited, ...noLongerExploited];
}
