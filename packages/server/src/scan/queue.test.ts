import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanJob, ScanOutcome } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import { fakeClock } from '@plimsoll/testkit';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createCommitQueue } from '../ingest/commit-queue.ts';
import { openStore } from '../store/open.ts';
import type { QueuedJob } from '../store/scan-job-store.ts';
import type { Store } from '../store/store.ts';
import { createScanQueue, type QueueOptions, type Running, type ScanWish } from './queue.ts';
import { WorkerError } from './worker.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const outcome: ScanOutcome = {
  image: 'sha256:a',
  images: 1,
  previous: null,
  complete: true,
  counts: { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 },
  added: 0,
  removed: 0,
  worst: [],
  durationMs: 1,
  layersKnown: 0,
  layers: 1,
};

function freshStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-queue-'));
  const store = openStore({ file: join(folder, 'plimsoll.db') });
  cleanups.push(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

function queueOver(store: Store, run: QueueOptions['run'], more: Partial<QueueOptions> = {}) {
  const clock = fakeClock();
  let ids = 0;
  const told: ScanJob[] = [];
  const prefix = Math.random().toString(36).slice(2);
  const queue = createScanQueue({
    scans: store.scans,
    commits: createCommitQueue(store),
    clock,
    log: pino({ level: 'silent' }),
    newId: () => `${prefix}-${++ids}` as string as RecordId,
    atOnce: 2,
    limitOf: () => 2,
    keep: 1000,
    run,
    told: (job) => void told.push(job),
    ...more,
  });
  return { queue, clock, told };
}

function wish(reference: string, more: Partial<ScanWish> = {}): ScanWish {
  return {
    kind: 'scan',
    reference,
    name: reference,
    place: 'r.example',
    trigger: 'person',
    askedBy: 'a test',
    ...more,
  };
}

const everything = { limit: 500, sort: 'newest' } as const;

describe('the queue of scans', () => {
  it('loses no job and runs none twice at once, whatever fails and however often it starts anew', async () => {
    const plans = fc.array(
      fc.record({ reference: fc.integer({ min: 0, max: 6 }), fails: fc.constantFrom('no', 'once', 'for good') }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 3 }), async (jobs, atOnce) => {
        const store = freshStore();
        const running = new Set<string>();
        const tries = new Map<string, number>();
        const overlaps: string[] = [];
        const asked = new Set<RecordId>();
        const fails = new Map(jobs.map(({ reference, fails: how }) => [`image-${reference}`, how]));
        const run = async ({ job }: QueuedJob) => {
          if (running.has(job.id)) overlaps.push(job.id);
          running.add(job.id);
          await Promise.resolve();
          running.delete(job.id);
          const tried = (tries.get(job.reference) ?? 0) + 1;
          tries.set(job.reference, tried);
          const how = fails.get(job.reference);
          if (how === 'for good' || (how === 'once' && tried === 1)) {
            const code = how === 'once' ? 'REGISTRY_BUSY' : 'IMAGE_NOT_FOUND';
            throw new WorkerError({ code, message: 'no', hint: 'none' });
          }
          return outcome;
        };
        const { queue, clock } = queueOver(store, run, { atOnce });
        await queue.start();
        for (const { reference } of jobs) asked.add((await queue.add(wish(`image-${reference}`))).id);
        for (let turn = 0; turn < 4; turn++) {
          await queue.idle();
          clock.advance(60_000);
        }
        await queue.idle();
        await queue.stop();

        const { items } = await store.scans.list(everything);
        expect(overlaps).toEqual([]);
        expect(new Set(items.map(({ id }) => id))).toEqual(asked);
        for (const job of items) {
          // One that would be tried again while the same waits gives way to it.
          const gaveWay = job.state === 'cancelled' && job.failure?.code === 'SCAN_SUPERSEDED';
          if (!gaveWay) expect(job.state).toBe(fails.get(job.reference) === 'for good' ? 'failed' : 'done');
          else expect(items.some((one) => one.reference === job.reference && one.state === 'done')).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('lets what is the same wait once, and moves it up for who is in more of a hurry', async () => {
    const store = freshStore();
    const { queue } = queueOver(store, async () => outcome);
    const first = await queue.add(wish('a', { trigger: 'schedule' }));
    await queue.add(wish('b', { trigger: 'webhook' }));
    const again = await queue.add(wish('a', { trigger: 'person' }));

    expect(again.id).toBe(first.id);
    const { items } = await store.scans.list({ ...everything, sort: 'queue' });
    expect(items.map(({ reference, position }) => [reference, position])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('holds the limit of each place, and goes on with others', async () => {
    const store = freshStore();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const { queue } = queueOver(
      store,
      ({ job }) =>
        new Promise((resolve) => {
          begun.push(job.reference);
          ends.push(() => resolve(outcome));
        }),
      { atOnce: 3, limitOf: (place) => (place === 'slow' ? 1 : 3) },
    );
    await queue.add(wish('a', { place: 'slow' }));
    await queue.add(wish('b', { place: 'slow' }));
    await queue.add(wish('c', { place: 'other' }));
    await queue.start();
    await expect.poll(() => begun.length).toBe(2);
    expect(begun).toEqual(['a', 'c']);
    ends[0]?.();
    await expect.poll(() => begun).toEqual(['a', 'c', 'b']);
    for (const end of ends) end();
    await queue.idle();
    await queue.stop();
  });

  it('backs off longer each time, then gives up with the reason', async () => {
    const store = freshStore();
    let tries = 0;
    const { queue, clock } = queueOver(store, async () => {
      tries++;
      throw new WorkerError({ code: 'REGISTRY_UNREACHABLE', message: 'r.example does not answer', hint: 'Check it' });
    });
    await queue.start();
    const { id } = await queue.add(wish('a'));
    await queue.idle();
    const waits: number[] = [];
    for (let job = await queue.get(id); job.state === 'queued'; job = await queue.get(id)) {
      const waited = (job.notBefore ?? 0) - clock.now();
      waits.push(waited);
      clock.advance(waited - 2000);
      await queue.idle();
      expect(tries).toBe(waits.length);
      clock.advance(3000);
      await queue.idle();
    }
    expect(waits).toEqual([15_000, 60_000, 240_000]);
    expect(await queue.get(id)).toMatchObject({
      state: 'failed',
      attempt: 4,
      failure: { code: 'REGISTRY_UNREACHABLE' },
    });
    await queue.stop();
  });

  it('goes on where it was when the process ended in the middle of a scan', async () => {
    const store = freshStore();
    const hangs = (_: QueuedJob, { signal }: Running) =>
      new Promise<ScanOutcome>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const before = queueOver(store, hangs);
    await before.queue.start();
    const { id } = await before.queue.add(wish('a'));
    await expect.poll(async () => (await before.queue.get(id)).state).toBe('running');
    // As a crash leaves it: still marked as running, with nobody who runs it.
    const after = queueOver(store, async () => outcome);
    await after.queue.start();
    await after.queue.idle();

    expect(await after.queue.get(id)).toMatchObject({ state: 'done', attempt: 2 });
    await after.queue.stop();
    await before.queue.stop();
  });

  it('stops what runs when somebody cancels it, and takes it up again on request', async () => {
    const store = freshStore();
    let first = true;
    const { queue } = queueOver(store, async (_, { signal }) => {
      if (!first) return outcome;
      first = false;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await queue.start();
    const { id } = await queue.add(wish('a'));
    await expect.poll(async () => (await queue.get(id)).state).toBe('running');
    expect(await queue.cancel(id, 'Ada')).toMatchObject({ state: 'cancelled', failure: { message: 'Stopped by Ada' } });
    await expect(queue.cancel(id, 'Ada')).rejects.toMatchObject({ code: 'SCAN_ENDED' });
    await queue.retry(id);
    await queue.idle();
    expect((await queue.get(id)).state).toBe('done');
    await queue.stop();
  });

  it('gives the place of a job that is stopped to the next, also when it does not end for that', async () => {
    const store = freshStore();
    const begun: string[] = [];
    const hanging = Promise.withResolvers<ScanOutcome>();
    let watched: Running | undefined;
    const run = async ({ job }: QueuedJob, watch: Running) => {
      begun.push(job.reference);
      if (begun.length > 1) return outcome;
      watched = watch;
      return hanging.promise;
    };
    const { queue, clock, told } = queueOver(store, run, { atOnce: 1 });
    await queue.start();
    const { id } = await queue.add(wish('hangs'));
    await expect.poll(() => begun).toEqual(['hangs']);
    const next = await queue.add(wish('next'));
    const cancelling = queue.cancel(id, 'Ada');
    await expect.poll(() => watched?.signal.aborted).toBe(true);
    clock.advance(1900);
    expect(begun).toEqual(['hangs']);
    clock.advance(200);
    expect(await cancelling).toMatchObject({ state: 'cancelled', failure: { code: 'SCAN_CANCELLED' } });
    await queue.idle();
    expect((await queue.get(next.id)).state).toBe('done');

    // It goes on unseen: it is told of no more, and not begun a second time beside itself.
    const before = told.length;
    watched?.onProgress({ phase: 'judging', done: 0, total: 1, of: 'images', bytesDone: 0, bytesTotal: 0 });
    expect(told.length).toBe(before);
    await expect(queue.retry(id)).rejects.toMatchObject({ code: 'SCAN_ENDED' });
    hanging.resolve(outcome);
    await expect.poll(() => queue.retry(id).catch(() => undefined)).toMatchObject({ id });
    await queue.idle();
    expect(begun).toEqual(['hangs', 'next', 'hangs']);
    expect((await queue.get(id)).state).toBe('done');
    await queue.stop();
  });

  it('judges beside scans that hang, one after the other, and takes no more scans for that', async () => {
    const store = freshStore();
    const ends = new Map<string, () => void>();
    const { queue } = queueOver(
      store,
      ({ job }) => new Promise((resolve) => ends.set(job.reference, () => resolve(outcome))),
      { atOnce: 1 },
    );
    const judging = { kind: 'judge', place: 'this host', trigger: 'advisories' } as const;
    await queue.add(wish('hangs'));
    await queue.add(wish('waits'));
    await queue.start();
    await expect.poll(() => [...ends.keys()]).toEqual(['hangs']);
    await queue.add(wish('judged', judging));
    await queue.add(wish('judged later', judging));
    await expect.poll(() => [...ends.keys()]).toEqual(['hangs', 'judged']);
    ends.get('judged')?.();
    await expect.poll(() => [...ends.keys()]).toEqual(['hangs', 'judged', 'judged later']);
    ends.get('hangs')?.();
    // Who judges has the place now: together they are no more than may be at once.
    await expect.poll(async () => (await store.scans.counts()).running).toBe(1);
    expect(ends.has('waits')).toBe(false);
    ends.get('judged later')?.();
    await expect.poll(() => ends.has('waits')).toBe(true);
    ends.get('waits')?.();
    await queue.idle();
    await queue.stop();
  });

  it('keeps what belongs to a job with it or not at all, and says so of one that leaves the line before it ran', async () => {
    const store = freshStore();
    const left: string[] = [];
    const leave: QueueOptions['left'] = async (_, { job }) => void left.push(job.reference);
    const { queue } = queueOver(store, async () => outcome, { left: leave });
    const failing = queue.add(wish('a'), async () => {
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect((await store.scans.list(everything)).total).toBe(0);
    const { id } = await queue.add(wish('b'));
    await Promise.all([queue.cancel(id, 'Ada'), queue.cancel(id, 'Bob').catch(() => {})]);
    expect(left).toEqual(['b']);
    expect(await queue.get(id)).toMatchObject({ state: 'cancelled' });
  });

  it('takes a job that is cancelled or tried again while it is taken for what it then is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('cancel', 'retry'), { minLength: 1, maxLength: 4 }), async (deeds) => {
        const store = freshStore();
        let running = 0;
        let most = 0;
        const run = async (_: QueuedJob, { signal }: Running) => {
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => {
            setImmediate(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
          running--;
          signal.throwIfAborted();
          return outcome;
        };
        const { queue } = queueOver(store, run);
        const { id } = await queue.add(wish('a'));
        const started = queue.start();
        const done = deeds.map((deed) =>
          (deed === 'cancel' ? queue.cancel(id, 'Ada') : queue.retry(id)).catch(() => {}),
        );
        await Promise.all([started, ...done]);
        await queue.idle();
        expect(most).toBeLessThanOrEqual(1);
        expect(['done', 'cancelled']).toContain((await queue.get(id)).state);
        await queue.stop();
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what came by itself once too much waits, and takes what somebody asked for', async () => {
    const store = freshStore();
    const counts = { queued: 10_000, running: 0, done: 0, failed: 0, cancelled: 0 };
    const commits: QueueOptions['commits'] = {
      ...createCommitQueue(store),
      write: (work) =>
        store.atomically((stores) => work({ ...stores, scans: { ...stores.scans, counts: async () => counts } })),
    };
    const { queue } = queueOver(store, async () => outcome, { commits });
    for (const trigger of ['webhook', 'poll', 'pull', 'schedule'] as const)
      await expect(queue.add(wish('a', { trigger }))).rejects.toMatchObject({ code: 'TOO_MANY' });
    for (const trigger of ['person', 'container'] as const)
      expect(await queue.add(wish('a', { trigger }))).toMatchObject({ state: 'queued' });
  });
});
