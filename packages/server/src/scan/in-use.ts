/**
 * What runs, and which of its files: triggers scans, and joins use into findings.
 *
 * in     containers of all nodes, images that were pulled, files that were seen to run
 * out    scans of what was never scanned; use in the columns that lists sort by
 * holds  the same told again costs nothing; a file is asked about once
 */
import type { LiveMessage, PulledImage, RunningContainer, Usage } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { RunningImage } from '../store/image-store.ts';
import type { Stores } from '../store/store.ts';
import type { Breaches } from './breaches.ts';
import type { ScanQueue } from './queue.ts';
import type { ScanSettings } from './settings.ts';
import type { ScanWorker } from './worker.ts';

export interface InUseOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  /** undefined when this server does not scan. */
  readonly worker: ScanWorker | undefined;
  readonly queue: ScanQueue;
  readonly breaches: Breaches;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: ScanSettings;
  readonly tell: (message: LiveMessage) => void;
  readonly filesDropped: (count: number) => void;
  /** The server ends, and its worker with it. */
  readonly stopped: AbortSignal;
}

const askedBy = { container: 'a container that started', pull: 'an image that was pulled' } as const;
const mostPulledAtOnce = 50;
const mostFilesAtOnce = 1000;
const mostWatchedAtOnce = 2000;
const pathsAskedAtOnce = 2000;

export function createInUse(options: InUseOptions) {
  const { store, commits, worker, queue, breaches, clock, log, settings, tell, stopped } = options;
  let told = '';
  let runningNow: ReadonlySet<string> = new Set();
  let turn: Promise<unknown> = Promise.resolve();
  let ranBefore: ReadonlySet<WorkloadId> = new Set();
  const waiting = new Set<string>();

  /** One after the other: two answers to the same question would race. */
  function inTurn(what: string, work: () => Promise<void>): Promise<unknown> {
    turn = turn.then(work).catch((error) => stopped.aborted || log.error({ err: error }, what));
    return turn;
  }

  async function look(containers: readonly RunningContainer[]): Promise<void> {
    const images = imagesOf(containers);
    const shape = JSON.stringify(images);
    if (shape === told) return;
    const known = runningNow;
    const changed = await commits.write(async (stores) => {
      for (const { alias, name } of images) await stores.images.meet({ alias, name, at: clock.now() });
      return stores.images.running(images);
    });
    for (const image of changed) tell({ type: 'image', image });
    if (settings.onContainerStart) {
      for (const image of images) if (!known.has(image.alias)) await scanIfNew(image, 'container');
    }
    // Whoever ran something before and whoever runs something now may stand otherwise to the policies.
    const workloads = new Set([...containers.map(({ workload }) => workload), ...ranBefore]);
    ranBefore = new Set(containers.map(({ workload }) => workload));
    if (changed.length > 0) await breaches.review(workloads);
    // Only now: what could not be followed to its end is followed again with the next word.
    told = shape;
    runningNow = new Set(images.map(({ alias }) => alias));
  }

  async function scanIfNew(
    { alias, name }: Pick<RunningImage, 'alias' | 'name'>,
    trigger: keyof typeof askedBy,
  ): Promise<void> {
    if (worker === undefined) return;
    const summary = await store.images.summary(alias);
    // Whoever pulls and starts at once tells of the same image twice, before it could be scanned.
    const underway = summary?.state === 'queued' || summary?.state === 'scanning';
    const isNew = summary === undefined || (summary.scannedAt === null && !underway);
    if (!isNew) return;
    const place = 'docker';
    await queue.add(
      {
        ...{ kind: 'scan', reference: `docker:${alias}`, name, place, trigger },
        ...{ askedBy: askedBy[trigger], task: { aliases: [alias] } },
      },
      async (stores) => {
        await stores.images.meet({ alias, name, at: clock.now() });
        await stores.images.state(alias, 'queued');
      },
    );
  }

  /** Of an engine that cannot tell which image a name stands for, every pull may have brought another. */
  async function scanPulled({ name, id }: PulledImage): Promise<void> {
    if (id !== undefined) return scanIfNew({ alias: id, name }, 'pull');
    await queue.add({
      ...{ kind: 'scan', reference: `docker:${name}`, name, place: 'docker', trigger: 'pull' },
      askedBy: askedBy.pull,
    });
  }

  async function joinUse(alias: string): Promise<void> {
    waiting.delete(alias);
    const id = await store.images.idOf(alias);
    if (id === undefined) return;
    const stored = await store.images.stored(id);
    const paths = await store.usage.unowned(id, pathsAskedAtOnce);
    const owners =
      worker === undefined || stored === undefined || paths.length === 0
        ? undefined
        : await worker.call('owners', { stored, paths });
    const before = await store.images.summary(id);
    await commits.write(async (stores) => {
      if (owners !== undefined) await stores.usage.own(id, owners);
      await stores.usage.apply(id);
    });
    const after = await store.images.summary(id);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    tell({ type: 'image', image: id });
    const judgesUse = (await store.scanSettings.policies()).some(
      ({ enabled, policy }) => enabled && policy.rules.some(({ use }) => use !== undefined),
    );
    if (judgesUse && stored !== undefined) {
      const name = after?.name ?? id;
      await queue.add({
        ...{ kind: 'judge', reference: '', name: `${name}: more of it is in use`, place: 'this host' },
        ...{ trigger: 'container', askedBy: 'what was seen to run', task: { images: [id] } },
      });
    }
  }

  return {
    /** All containers of all nodes. */
    running: (containers: readonly RunningContainer[]) => inTurn('what runs could not be kept', () => look(containers)),

    pulled: (images: readonly PulledImage[]) =>
      inTurn('a pull could not be followed', async () => {
        if (worker === undefined || !settings.onPull) return;
        for (const image of images.slice(0, mostPulledAtOnce)) await scanPulled(image);
      }),

    async used({ watched, files, dropped }: Usage): Promise<void> {
      const taken = await commits.write(async (stores) => {
        const result = await stores.usage.take({
          watched: watched.slice(0, mostWatchedAtOnce),
          files: files.slice(0, mostFilesAtOnce).filter(({ path }) => path.length <= 4096),
          at: clock.now(),
          keepOfImage: settings.keep.usedFilesOfImage,
        });
        return { ...result, trimmed: await stores.usage.trim(settings.keep.usedFiles) };
      });
      options.filesDropped(taken.dropped + taken.trimmed + dropped);
      for (const alias of taken.changed) {
        if (waiting.has(alias)) continue;
        waiting.add(alias);
        void inTurn('what is in use could not be told', () => joinUse(alias));
      }
    },

    /** Resolves when everything told so far was followed: for tests. */
    settled: async () => {
      await turn;
    },
  };
}

export type InUse = ReturnType<typeof createInUse>;

function imagesOf(containers: readonly RunningContainer[]): readonly RunningImage[] {
  const images = new Map<string, { name: string; workloads: Set<WorkloadId>; containers: number }>();
  for (const { workload, container } of containers) {
    const alias = container.imageDigest;
    if (alias === '') continue;
    const one = images.get(alias) ?? { name: container.image || alias, workloads: new Set(), containers: 0 };
    one.workloads.add(workload);
    one.containers++;
    images.set(alias, one);
  }
  return [...images]
    .map(([alias, { name, workloads, containers: count }]) => ({
      alias,
      name,
      workloads: [...workloads].sort(),
      containers: count,
    }))
    .sort((a, b) => (a.alias < b.alias ? -1 : 1));
}
