/**
 * Scanning by the server itself: what to scan, when, and what follows from it.
 *
 * in     a worker, what runs on the hosts, what registries tell, what people set
 * out    scans in the queue; images, findings and breaches kept and told
 * holds  nothing is fetched and nothing scanned but for a trigger that is written down in the job; without a worker all that was
 *        found before can still be read
 */
import type { LiveMessage, Policy } from '@plimsoll/api';
import type { EpochMs, Finding, RecordId, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { RegistryStore, StoredRegistry } from '../store/registry-store.ts';
import type { StoredPolicy } from '../store/scan-settings-store.ts';
import { imageDetector } from '../store/sqlite-finding-list.ts';
import type { Store } from '../store/store.ts';
import { createAdvisoryRoom } from './advisory-room.ts';
import { createBreaches } from './breaches.ts';
import { nextRun } from './cron.ts';
import { createDecisions } from './decisions.ts';
import { createExaminer, placeOf } from './examiner.ts';
import type { HookEvents } from './hook-events.ts';
import { createInUse } from './in-use.ts';
import { createPolling } from './polling.ts';
import { createScanQueue, type ScanQueue } from './queue.ts';
import { createRegistries } from './registries.ts';
import { createReviewing } from './reviewing.ts';
import { createSchedules } from './schedules.ts';
import type { ScanSettings } from './settings.ts';
import type { Vault } from './vault.ts';
import type { ScanWorker } from './worker.ts';

export interface ScanRoomOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  /** undefined: this server does not scan. */
  readonly worker: ScanWorker | undefined;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => RecordId;
  readonly settings: ScanSettings;
  readonly keepFindings: number;
  readonly tell: (message: LiveMessage) => void;
  readonly found: (finding: Finding) => void;
  readonly ensureWorkload: (workload: WorkloadId) => Promise<unknown>;
  readonly dropped: (what: 'images' | 'used files', count: number) => void;
}

const tickMs = 10_000;
const limitOfOthers = 4;

export function createScanRoom(options: ScanRoomOptions) {
  const { store, commits, worker, clock, log, newId, settings, tell } = options;
  const placeLimits = new Map<string, number>();
  let stopTick: (() => void) | undefined;
  let ticking: Promise<void> | undefined;
  const ending = new AbortController();
  const stopped = ending.signal;

  const settingsChanged = (what: Extract<LiveMessage, { type: 'settings' }>['what']) =>
    tell({ type: 'settings', what });
  const registries = createRegistries({
    store: store.registries,
    commits,
    vault: options.vault,
    clock,
    newId,
    changed: () => {
      readLimits(store.registries).catch((error) =>
        log.error({ err: error }, 'limits of registries could not be read'),
      );
      settingsChanged('registries');
    },
  });
  const breaches = createBreaches({
    ...{ store, commits, clock, newId, keepFindings: options.keepFindings },
    found: options.found,
    ensure: options.ensureWorkload,
  });
  const examiner =
    worker &&
    createExaminer({
      ...{ store, commits, worker, registries, clock, settings, tell },
      queue: () => queue,
      changed: reviewRunners,
      imagesDropped: (count) => options.dropped('images', count),
    });
  const queue: ScanQueue = createScanQueue({
    ...{ scans: store.scans, commits, clock, log, newId },
    atOnce: examiner === undefined ? 0 : settings.atOnce,
    limitOf: (place) => placeLimits.get(place) ?? limitOfOthers,
    keep: settings.keep.jobs,
    run: (queued, watch) => {
      if (examiner === undefined) throw new Error('this server does not scan');
      return examiner.run(queued, watch);
    },
    left: async (stores, { task }) => {
      for (const alias of task.aliases) await stores.images.settle(alias);
    },
    told: (scan) => tell({ type: 'scan', scan }),
  });
  const polling =
    worker &&
    createPolling({
      ...{ store: store.registries, commits, registries, worker, queue, clock, stopped },
      tagsKept: settings.keep.tagsOfRegistry,
      timeoutMs: settings.timeoutMs,
    });
  const schedules = createSchedules({
    ...{ store, commits, queue, polling, clock, log, newId, stopped },
    changed: () => settingsChanged('schedules'),
  });
  const decisions = createDecisions({
    ...{ store, commits, queue, worker, clock, newId },
    changed: settingsChanged,
    policyGone: async () => breaches.review(await workloadsWithBreaches()),
  });
  const advisories = createAdvisoryRoom({ scans: store.scans, queue, worker, clock, settings });
  const reviewing = createReviewing({ store, queue, clock });
  const inUse = createInUse({
    ...{ store, commits, worker, queue, breaches, clock, log, settings, tell, stopped },
    filesDropped: (count) => options.dropped('used files', count),
  });

  async function readLimits(from: RegistryStore): Promise<void> {
    const all = await from.all();
    placeLimits.clear();
    for (const { host, limits } of all) placeLimits.set(host, limits.scans);
  }

  async function reviewRunners(image: string): Promise<void> {
    const summary = await store.images.summary(image);
    if (summary !== undefined && summary.workloads.length > 0) await breaches.review(summary.workloads);
  }

  async function workloadsWithBreaches(): Promise<readonly WorkloadId[]> {
    return (await store.findings.liveOf(imageDetector)).map(({ workload }) => workload);
  }

  /** One at a time: a registry may take long to answer, and what is due meanwhile waits for the next. */
  function tick(): Promise<void> {
    ticking ??= beginDue().finally(() => {
      ticking = undefined;
    });
    return ticking;
  }

  async function beginDue(): Promise<void> {
    try {
      await decisions.expire();
      if (worker === undefined) return;
      await schedules.tick();
      await advisories.tick();
      await reviewing.tick();
      for (const registry of await registries.all()) if (isDue(registry, clock.now())) await polling?.poll(registry);
    } catch (error) {
      if (stopped.aborted) return;
      log.error({ err: error }, 'what was due could not all be begun');
    }
  }

  return {
    store,
    queue,
    registries,
    schedules,
    decisions,
    advisories,
    worker,
    polling,
    settings,
    inUse,

    /** A registry told of pushes. Returns how many scans that made. */
    async pushed(registry: StoredRegistry, { pushed, provider }: HookEvents): Promise<number> {
      if (worker === undefined) return 0;
      let queued = 0;
      for (const { repository, tag, digest } of pushed) {
        const key = { registry: registry.id, repository, tag: tag ?? '' };
        // A delivery that comes again, by chance or by a replay, says nothing new.
        if (digest !== undefined && (await isKnown(key, digest))) continue;
        const reference = `${registry.host}/${repository}${tag === undefined ? `@${digest}` : `:${tag}`}`;
        await queue.add({
          ...{ kind: 'scan', reference, name: reference, place: placeOf(reference), trigger: 'webhook' },
          askedBy: `${registry.name} (${provider})`,
        });
        queued++;
        if (digest !== undefined) await commits.write((stores) => stores.registries.putTag(key, digest, clock.now()));
      }
      return queued;
    },

    async policiesShown(policies: readonly StoredPolicy[]): Promise<Policy[]> {
      const breaking = await store.images.breaking();
      const findings = new Map<string, number>();
      for (const one of await store.findings.liveOf(imageDetector))
        if (one.kind !== 'detection') findings.set(one.policy.name, (findings.get(one.policy.name) ?? 0) + 1);
      return policies.map(({ policy: { rules }, ...rest }) => ({
        ...rest,
        rules: rules.map(({ name }) => name),
        breaking: { images: breaking.get(rest.name) ?? 0, findings: findings.get(rest.name) ?? 0 },
      }));
    },

    async start(): Promise<void> {
      await readLimits(store.registries);
      if (worker !== undefined) await queue.start();
      stopTick = clock.every(tickMs, () => void tick());
      void tick();
    },
    async stop(): Promise<void> {
      stopTick?.();
      stopTick = undefined;
      ending.abort();
      await queue.stop();
      await worker?.close();
      await ticking;
      await inUse.settled();
    },
    tick,
  };

  async function isKnown(
    key: { registry: RecordId; repository: string; tag: string },
    digest: string,
  ): Promise<boolean> {
    return (await store.registries.tag(key)) === digest;
  }
}

export type ScanRoom = ReturnType<typeof createScanRoom>;

function isDue({ enabled, poll, lastPoll, createdAt }: StoredRegistry, now: EpochMs): boolean {
  if (!enabled || poll === null) return false;
  const due = nextRun(poll, lastPoll?.at ?? createdAt);
  return due !== undefined && due <= now;
}
