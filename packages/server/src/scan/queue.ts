/**
 * The queue of scans: what waits, what runs, what is tried again.
 *
 * in     jobs from triggers and people; a way to do one
 * out    each done, failed or cancelled, told at every step
 * holds  no job is lost, also when the process ends in the middle of one; none runs twice at once; each place has its own limit
 */
import type { ScanJob, ScanOutcome, ScanProgress } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { QueuedJob, ScanJobStore, ScanTask, StoredJob } from '../store/scan-job-store.ts';
import type { Stores } from '../store/store.ts';
import { ended, stillEnding, tooMany, unknown } from './queue-errors.ts';
import { failureOf, type WorkerFailure } from './worker.ts';

export interface ScanQueue {
  /**
   * The job, or the one that is the same and waits already. What belongs to it is written in the same commit, so that neither is there
   * without the other.
   * @throws ServerError TOO_MANY for what came by itself while too much waits
   */
  add(wish: ScanWish, also?: (stores: Stores) => Promise<void>): Promise<ScanJob>;
  cancel(id: RecordId, actor: string): Promise<ScanJob>;
  retry(id: RecordId): Promise<ScanJob>;
  get(id: RecordId): Promise<ScanJob>;
  /** What the store has, with progress and place in line. */
  shown(job: StoredJob): Promise<ScanJob>;
  progressOf(id: RecordId): ScanProgress | null;
  start(): Promise<void>;
  /** What runs is stopped and waits for the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing runs and nothing can: for tests. */
  idle(): Promise<void>;
}

export interface ScanWish {
  readonly kind: ScanJob['kind'];
  readonly reference: string;
  readonly name: string;
  readonly platform?: string | undefined;
  readonly place: string;
  readonly trigger: ScanJob['trigger'];
  readonly askedBy: string;
  readonly task?: Partial<ScanTask>;
  /** Not the same as any other although they look alike. */
  readonly alone?: boolean;
}

export interface QueueOptions {
  readonly scans: ScanJobStore;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => RecordId;
  readonly atOnce: number;
  /** Jobs of one place at once. */
  readonly limitOf: (place: string) => number;
  /** Jobs kept once they ended. */
  readonly keep: number;
  readonly run: (queued: QueuedJob, watch: Running) => Promise<ScanOutcome>;
  /** In the commit by which a job is taken out of the line before it ran. */
  readonly left?: (stores: Stores, queued: QueuedJob) => Promise<void>;
  /** Progress comes at most once a second. */
  readonly told: (job: ScanJob) => void;
}

export interface Running {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
}

const attempts = 4;
const firstBackoffMs = 15_000;
const longestBackoffMs = 15 * 60_000;
const tickMs = 1000;
/** A registry that tells of everything it has is served as it comes; a line nobody sees the end of serves nobody. */
const mostWaiting = 10_000;
const progressMs = 1000;
/** What somebody stops has so long to end by itself; then its place is the next one's. */
const patienceMs = 2000;

/** People first, then what runs, then what came by itself, then what only looks again. */
const ranks: Readonly<Record<ScanJob['trigger'], number>> = {
  person: 0,
  container: 1,
  webhook: 2,
  pull: 3,
  poll: 4,
  advisories: 5,
  schedule: 6,
};

/** What nobody waits for, and what is told again if it is refused. */
const unasked: ReadonlySet<ScanJob['trigger']> = new Set(['webhook', 'pull', 'poll', 'schedule']);

/** Trying again helps against these; against a wrong name or password it does not. */
const passing: ReadonlySet<string> = new Set([
  'REGISTRY_UNREACHABLE',
  'REGISTRY_BUSY',
  'REGISTRY_ANSWER_INVALID',
  'DOWNLOAD_CUT',
  'LAYER_TRUNCATED',
  'ENGINE_UNREACHABLE',
  'FEED_UNREACHABLE',
  'UPDATE_RUNNING',
  'SCAN_WORKER_ENDED',
  'STORE_FAILED',
]);

interface Active {
  readonly job: StoredJob;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** Waits no longer for it to end. */
  readonly letGo: () => void;
  progress: ScanProgress | null;
  toldAt: number;
  cancelledBy: string | undefined;
}

export function createScanQueue(options: QueueOptions): ScanQueue {
  const { scans, commits, clock, log, newId, run } = options;
  const active = new Map<RecordId, Active>();
  /** Under way, also what was let go of: it is not tried again before it is at its end. */
  const underWay = new Set<RecordId>();
  let stopTicks: (() => void) | undefined;
  let filling: Promise<void> | undefined;
  let again = false;
  let stopped = true;

  async function shown(job: StoredJob): Promise<ScanJob> {
    return { ...job, position: await scans.position(job.id), progress: active.get(job.id)?.progress ?? null };
  }

  async function tell(job: StoredJob): Promise<void> {
    options.told(await shown(job));
  }

  async function need(id: RecordId): Promise<QueuedJob> {
    const queued = await scans.get(id);
    if (queued !== undefined) return queued;
    throw unknown(id);
  }

  /** One filling at a time: a job is taken by one taker only. */
  function fill(): void {
    if (stopped) return;
    again = true;
    filling ??= (async () => {
      while (again && !stopped) {
        again = false;
        await takeAll();
      }
    })()
      .catch((error) => log.error({ err: error }, 'the queue of scans could not go on'))
      .finally(() => {
        filling = undefined;
      });
  }

  async function takeAll(): Promise<void> {
    while (!stopped) {
      const full = fullPlaces();
      const kinds = kindsWithRoom();
      if (kinds.length === 0) return;
      const queued = await commits.write((stores) => stores.scans.take({ now: clock.now(), full, kinds }));
      if (queued === undefined) return;
      begin(queued);
      await tell(queued.job);
    }
  }

  /**
   * Fetching advisories may take long and is mostly waiting: it takes no scan's place, and no scan takes its. Judging pulls nothing:
   * one goes on however many registries do not answer.
   */
  function kindsWithRoom(): readonly ScanJob['kind'][] {
    if (options.atOnce === 0) return [];
    const running = { scan: 0, judge: 0, update: 0 };
    for (const { job } of active.values()) running[job.kind]++;
    const hasPlace = running.scan + running.judge < options.atOnce;
    return [
      ...(hasPlace ? (['scan'] as const) : []),
      ...(hasPlace || running.judge === 0 ? (['judge'] as const) : []),
      ...(running.update === 0 ? (['update'] as const) : []),
    ];
  }

  function fullPlaces(): readonly string[] {
    const running = new Map<string, number>();
    for (const { job } of active.values()) running.set(job.place, (running.get(job.place) ?? 0) + 1);
    return [...running].filter(([place, count]) => count >= options.limitOf(place)).map(([place]) => place);
  }

  function begin(queued: QueuedJob): void {
    const abort = new AbortController();
    const gone = Promise.withResolvers<never>();
    // Mostly it ends before, and nobody hears of this.
    gone.promise.catch(() => {});
    const one: Active = {
      job: queued.job,
      abort,
      letGo: () => gone.reject(abort.signal.reason),
      progress: null,
      toldAt: 0,
      cancelledBy: undefined,
      done: Promise.resolve().then(() => work(queued, one, gone.promise)),
    };
    active.set(queued.job.id, one);
  }

  async function attempt(queued: QueuedJob, one: Active): Promise<ScanOutcome> {
    const { job } = queued;
    underWay.add(job.id);
    try {
      return await run(queued, {
        signal: one.abort.signal,
        onProgress(progress) {
          one.progress = progress;
          if (clock.now() - one.toldAt < progressMs || active.get(job.id) !== one) return;
          one.toldAt = clock.now();
          options.told({ ...job, position: null, progress });
        },
      });
    } finally {
      underWay.delete(job.id);
    }
  }

  async function work(queued: QueuedJob, one: Active, gone: Promise<never>): Promise<void> {
    const { job } = queued;
    let ended: { job: StoredJob; notBefore?: EpochMs };
    try {
      const outcome = await Promise.race([attempt(queued, one), gone]);
      ended = { job: { ...job, state: 'done', endedAt: clock.now(), outcome } };
    } catch (error) {
      const failure = failureOf(error);
      ended = afterFailure(job, one, failure);
      if (failure.code === 'INTERNAL' && !one.abort.signal.aborted) {
        log.error({ err: error, scan: job.id, reference: job.reference }, 'a scan failed in a way it should not');
      }
    }
    try {
      const { notBefore } = ended;
      await commits.write(async (stores) => {
        await stores.scans.put(ended.job, notBefore === undefined ? {} : { notBefore });
        if (ended.job.state !== 'queued') await stores.scans.trim(options.keep);
      });
    } catch (error) {
      // It stays `running` in the store, and waits again at the next start.
      log.error({ err: error, scan: job.id }, 'what became of a scan could not be kept');
    }
    active.delete(job.id);
    await tell(ended.job).catch((error) => log.error({ err: error }, 'a scan could not be told'));
    fill();
  }

  function afterFailure(job: StoredJob, one: Active, failure: WorkerFailure): { job: StoredJob; notBefore?: EpochMs } {
    const now = clock.now();
    if (one.cancelledBy !== undefined) {
      const told = {
        code: 'SCAN_CANCELLED',
        message: `Stopped by ${one.cancelledBy}`,
        hint: 'Queue it again when it is wanted',
      };
      return { job: { ...job, state: 'cancelled', endedAt: now, failure: told } };
    }
    // Ended with the process: nothing was wrong with it.
    if (stopped)
      return {
        job: { ...job, state: 'queued', attempt: Math.max(0, job.attempt - 1), startedAt: null },
        notBefore: now,
      };
    if (passing.has(failure.code) && job.attempt < job.attempts) {
      const notBefore = (now + Math.min(longestBackoffMs, firstBackoffMs * 4 ** (job.attempt - 1))) as EpochMs;
      return { job: { ...job, state: 'queued', notBefore, failure, endedAt: now }, notBefore };
    }
    return { job: { ...job, state: 'failed', endedAt: now, failure } };
  }

  return {
    shown,
    progressOf: (id) => active.get(id)?.progress ?? null,
    get: async (id) => shown((await need(id)).job),
    async add(wish, also) {
      const job = jobOf(wish, { id: newId(), now: clock.now() });
      const task: ScanTask = { afresh: false, aliases: [], images: [], force: false, ...wish.task };
      const same = wish.alone === true ? job.id : sameness(wish, task);
      const kept = await commits.write(async (stores) => {
        const { queued } = await stores.scans.counts();
        if (queued >= mostWaiting && wish.kind === 'scan' && unasked.has(wish.trigger))
          throw tooMany(mostWaiting, wish.name);
        const added = await stores.scans.add({ job, same, rank: ranks[wish.trigger], task });
        await also?.(stores);
        return added;
      });
      if (kept.added) await tell(kept.job);
      fill();
      return shown(kept.job);
    },
    async cancel(id, actor) {
      await need(id);
      // Looked at and written in one commit: it may be taken, or end, at any moment.
      const cancelled = await commits.write(async (stores) => {
        const queued = await stores.scans.get(id);
        if (queued?.job.state !== 'queued') return undefined;
        const job: StoredJob = { ...queued.job, state: 'cancelled', endedAt: clock.now(), notBefore: null };
        await stores.scans.put(job);
        await options.left?.(stores, queued);
        return job;
      });
      const one = active.get(id);
      if (cancelled !== undefined) await tell(cancelled);
      else if (one !== undefined) {
        one.cancelledBy = actor;
        one.abort.abort();
        const forget = clock.every(patienceMs, one.letGo);
        await one.done.finally(forget);
      } else throw ended((await need(id)).job, { done: 'cancel', hint: 'Only what waits or runs can be cancelled' });
      return shown((await need(id)).job);
    },
    async retry(id) {
      const before = await need(id);
      if (before.job.state === 'cancelled' && underWay.has(id)) throw stillEnding(id);
      const again = await commits.write(async (stores) => {
        const job = (await stores.scans.get(id))?.job;
        const waits = job?.state === 'queued' && job.notBefore !== null;
        if (job === undefined || !(waits || job.state === 'failed' || job.state === 'cancelled')) return false;
        const anew: Partial<StoredJob> = { state: 'queued', attempt: 0, startedAt: null, endedAt: null, failure: null };
        await stores.scans.put({ ...job, ...(waits ? {} : anew), notBefore: null }, { notBefore: clock.now() });
        return true;
      });
      const { job } = await need(id);
      if (!again) throw ended(job, { done: 'try again', hint: 'Ask for a new scan instead' });
      await tell(job);
      fill();
      return shown(job);
    },
    async start() {
      stopped = false;
      const recovered = await commits.write((stores) => stores.scans.recover(clock.now()));
      if (recovered > 0) log.info({ scans: recovered }, 'scans that were under way are made again');
      stopTicks = clock.every(tickMs, fill);
      fill();
    },
    async stop() {
      stopped = true;
      stopTicks?.();
      stopTicks = undefined;
      await filling;
      for (const { abort } of active.values()) abort.abort();
      await Promise.all([...active.values()].map(({ done }) => done));
    },
    async idle() {
      while (filling !== undefined || active.size > 0) {
        await filling;
        await Promise.all([...active.values()].map(({ done }) => done));
      }
    },
  };
}

function jobOf(wish: ScanWish, { id, now }: { id: RecordId; now: EpochMs }): StoredJob {
  const { kind, reference, name, platform, place, trigger, askedBy } = wish;
  return {
    ...{ id, kind, reference, name, platform: platform ?? null, place, trigger, askedBy },
    ...{ state: 'queued', attempt: 0, attempts, queuedAt: now, notBefore: null, startedAt: null, endedAt: null },
    ...{ failure: null, outcome: null },
  };
}

function sameness({ kind, reference, platform }: ScanWish, task: ScanTask): string {
  const { images, afresh, force, advisories, verdicts } = task;
  return JSON.stringify([
    kind,
    reference,
    platform ?? null,
    images,
    afresh,
    force,
    advisories ?? false,
    verdicts ?? false,
  ]);
}
