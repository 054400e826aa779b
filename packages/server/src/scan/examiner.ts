/**
 * Does a job of the queue, and keeps what comes of it.
 *
 * in     a job; registries, exceptions, policies and uses as they are now
 * out    the image's newest report, its verdicts, what changed
 * holds  report, owners of used files and verdicts of one scan change in one commit
 */
import type { LiveMessage, ScanOutcome, ScanProgress } from '@plimsoll/api';
import type { ImageFinding } from '@plimsoll/core';
import type { PolicyRule } from '@plimsoll/scan';
import type { Clock } from '../clock.ts';
import { ServerError } from '../errors.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import { byRisk } from '../store/image-risk.ts';
import type { QueuedJob } from '../store/scan-job-store.ts';
import type { Stores } from '../store/store.ts';
import type { Running, ScanQueue } from './queue.ts';
import type { Registries } from './registries.ts';
import { createRematching } from './rematching.ts';
import { createScoring } from './scoring.ts';
import type { ScanSettings } from './settings.ts';
import { createVerdicts } from './verdicts.ts';
import { type Circumstances, type Examined, failureOf, type KnownImage, type ScanWorker } from './worker.ts';

export interface ExaminerOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly worker: ScanWorker;
  readonly registries: Registries;
  readonly queue: () => ScanQueue;
  readonly clock: Clock;
  readonly settings: ScanSettings;
  readonly tell: (message: LiveMessage) => void;
  /** After an image's report changed: whoever runs it may break a rule, or no longer. */
  readonly changed: (image: string) => Promise<void>;
  readonly imagesDropped: (count: number) => void;
}

/** Of the repository's own images, and one each of others. */
const profilesLearned = 50;
const peersLearned = 50;
/** More is looked through for each image, and helps little: bases are few. */
const basesTold = 500;
const worstTold = 10;
const nothing: ScanOutcome['counts'] = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

export function createExaminer(options: ExaminerOptions) {
  /** What others may be built upon is told anew after each scan that changed it. */
  let toldBases = '';
  let basesChanged = true;

  const { store, commits, worker, registries, clock, settings, tell } = options;

  async function tellBases(): Promise<void> {
    if (!basesChanged) return;
    basesChanged = false;
    const images = await store.images.bases(basesTold);
    const shape = JSON.stringify(images.map(({ name, digest }) => [name, digest]));
    if (shape === toldBases) return;
    await worker.call('bases', { images });
    toldBases = shape;
  }

  async function documents() {
    const exceptions = await store.scanSettings.activeExceptions();
    const policies = (await store.scanSettings.policies()).filter(({ enabled }) => enabled);
    return { exceptions, policies: policies.map(({ policy }) => policy) };
  }

  const rematching = createRematching({
    ...{ store, commits, worker, clock, documents, tell, changed: options.changed },
    historyKept: settings.keep.history,
  });

  const scoring = createScoring({ store, commits, worker });
  const verdicts = createVerdicts({
    ...{ store, commits, worker, tell, changed: options.changed },
    policies: async () => (await documents()).policies,
  });

  async function circumstancesOf({ repository, digests }: KnownImage): Promise<Circumstances> {
    const profiles = repository === undefined ? [] : await store.images.profiles(repository, profilesLearned);
    const peers = await store.images.peers(repository, peersLearned);
    for (const digest of digests) {
      const usage = await store.usage.of(digest);
      if (usage !== undefined) return { usage, profiles, peers };
    }
    return { usage: undefined, profiles, peers };
  }

  async function scan({ job, task }: QueuedJob, { signal, onProgress }: Running): Promise<ScanOutcome> {
    for (const alias of task.aliases) await commits.write((stores) => stores.images.state(alias, 'scanning'));
    try {
      await tellBases();
      const examined = await worker.call(
        'scan',
        {
          reference: job.reference,
          platform: job.platform ?? undefined,
          afresh: task.afresh,
          access: await registries.accesses(),
          ...(await documents()),
        },
        {
          signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]),
          onProgress,
          known: (image) => circumstancesOf({ ...image, digests: [...image.digests, ...task.aliases] }),
        },
      );
      return await keep(examined, { aliases: task.aliases, name: nameOf(job), again: false });
    } catch (error) {
      for (const alias of task.aliases) {
        const { code, message, hint } = failureOf(error);
        await commits.write((stores) =>
          signal.aborted ? stores.images.settle(alias) : stores.images.state(alias, 'failed', { code, message, hint }),
        );
        tell({ type: 'image', image: alias });
      }
      throw error;
    }
  }

  async function keep(
    examined: Examined,
    { aliases, name, again }: { aliases: readonly string[]; name: string | undefined; again: boolean },
  ): Promise<ScanOutcome> {
    const { outcome, dropped } = await commits.write(async (stores) => {
      const kept = await stores.images.keep({
        report: examined.report,
        stored: examined.stored,
        vex: examined.vex,
        profile: examined.profile,
        reviewAt: examined.reviewAt,
        aliases: [...new Set([...examined.aliases, ...aliases])],
        name,
        layersKnown: examined.layersKnown,
        historyKept: settings.keep.history,
        again,
      });
      const image = kept.image ?? examined.report.image.reference;
      await stores.usage.own(image, examined.owners);
      await stores.usage.apply(image);
      await stores.images.verdicts(image, examined.verdicts);
      return { outcome: kept, dropped: await stores.images.trim(settings.keep.images) };
    });
    basesChanged = true;
    options.imagesDropped(dropped);
    if (outcome.image !== null) {
      tell({ type: 'image', image: outcome.image });
      await options.changed(outcome.image);
    }
    return outcome;
  }

  /** Stored facts against advisories, documents and uses as they are now: nothing is pulled. */
  async function judge({ task, job }: QueuedJob, { signal, onProgress }: Running): Promise<ScanOutcome> {
    const startedAt = clock.now();
    const total = { added: 0, removed: 0, images: 0, complete: true };
    const worst: ImageFinding[] = [];
    const counts = { ...nothing };
    const add = (one: ScanOutcome) => {
      total.added += one.added;
      total.removed += one.removed;
      total.complete &&= one.complete;
      worst.push(...(one.worst as readonly ImageFinding[]));
      addCounts(counts, one.counts);
    };
    let { images } = task;
    if (task.advisories === true) {
      const brought = await rematching.bring({ signal, onProgress });
      total.images += brought.images;
      addCounts(counts, brought.counts);
      for (const one of brought.changed) add(one);
      images = await rematching.left(images);
    }
    if (task.verdicts === true) {
      total.images += await verdicts.review(images, { asks: agesWithTime, signal });
      images = [];
    }
    if (images.length > 0) await tellBases();
    for (const [done, id] of images.entries()) {
      signal.throwIfAborted();
      onProgress(progressOf(done, images.length));
      const one = await judgeOne(id, { signal, askedBy: job.askedBy });
      if (one === undefined) continue;
      total.images++;
      add(one);
    }
    return {
      ...total,
      ...{ image: null, previous: null, counts, durationMs: clock.now() - startedAt, layersKnown: 0, layers: 0 },
      worst: worst.sort(byRisk).slice(0, worstTold) as ScanOutcome['worst'],
    };
  }

  async function judgeOne(
    id: string,
    { signal, askedBy }: { signal: AbortSignal; askedBy: string },
  ): Promise<ScanOutcome | undefined> {
    const stored = await store.images.stored(id);
    if (stored === undefined) return undefined;
    const digests = [id, ...(stored.digest === undefined ? [] : [stored.digest])];
    const circumstances = await circumstancesOf({ repository: stored.repository, digests });
    const vex = await store.images.vex(id);
    const judged = await worker.call('judge', { stored, vex, circumstances, ...(await documents()) }, { signal });
    if (judged !== undefined) {
      const summary = await store.images.summary(id);
      return keep(judged, { aliases: [id], name: summary?.name, again: true });
    }
    // Facts are gone, or of other analyzers: the image itself has to be read again.
    const { reference } = stored;
    const name = (await store.images.summary(id))?.name ?? reference;
    await options.queue().add({
      ...{ kind: 'scan', reference, name, place: placeOf(reference), trigger: 'advisories', askedBy },
      task: { aliases: [id] },
    });
    return undefined;
  }

  async function update({ job, task }: QueuedJob, { signal, onProgress }: Running): Promise<ScanOutcome> {
    const startedAt = clock.now();
    const updated = await worker.call('update', { mirror: settings.mirror, force: task.force }, { signal, onProgress });
    const images = await rematching.updated(updated);
    const scored = await scoring.refresh(updated.data, signal);
    await verdicts.review(scored, { asks: ({ epss }) => epss !== undefined, signal });
    const changed = updated.delta.packages.length;
    if (images.length > 0) {
      await options.queue().add({
        kind: 'judge',
        reference: '',
        name: `${images.length} ${images.length === 1 ? 'image' : 'images'} that ${changed} changed advisories may concern`,
        place: 'this host',
        trigger: 'advisories',
        askedBy: job.askedBy,
        task: { images, advisories: true },
      });
    }
    const told = { image: null, previous: null, complete: true, counts: nothing, added: 0, removed: 0, worst: [] };
    return { ...told, images: images.length, durationMs: clock.now() - startedAt, layersKnown: 0, layers: 0 };
  }

  return {
    run(queued: QueuedJob, watch: Running): Promise<ScanOutcome> {
      switch (queued.job.kind) {
        case 'scan':
          return scan(queued, watch);
        case 'judge':
          return judge(queued, watch);
        case 'update':
          return update(queued, watch);
      }
    },
  };
}

/** Of a rule: whether what it says of an image that stays as it is depends on the day. */
export function agesWithTime({ olderThanDays }: PolicyRule): boolean {
  return olderThanDays !== undefined;
}

/** Which limit holds for it. */
export function placeOf(reference: string): string {
  const source = /^(docker|podman|containerd):/.exec(reference)?.[1];
  if (source !== undefined) return source;
  const first = reference.split('/')[0] ?? '';
  const isHost = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? first.toLowerCase() : 'docker.io';
}

/** Sources on this host's own disk are for the command line: through the API they would read any file the server may. */
export function refuseLocal(reference: string): void {
  const isLocal = /^(oci|oci-archive|docker-archive|dir|sbom|file):/i.test(reference) || /^[./~]/.test(reference);
  if (!isLocal) return;
  throw new ServerError('REFERENCE_REFUSED', `${reference} names a file of this host`, {
    hint: 'Ask for an image of a registry or engine; `plimsoll scan` on the command line reads files',
    status: 400,
  });
}

/** An engine's id is no name for people; what somebody called it is. */
function nameOf({ name, reference }: QueuedJob['job']): string | undefined {
  return /^(docker|podman|containerd):/.test(reference) && name !== '' ? name : undefined;
}

function addCounts(sum: { -readonly [K in keyof ScanOutcome['counts']]: number }, more: ScanOutcome['counts']): void {
  for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += more[key];
}

function progressOf(done: number, total: number): ScanProgress {
  return { phase: 'judging', done, total, of: 'images', bytesDone: 0, bytesTotal: 0 };
}
