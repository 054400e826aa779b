/**
 * Scans and fetches at set times.
 *
 * in     schedules, and the time
 * out    jobs in the queue
 * holds  a time that passed while the server was off is made up for once, not once for each time
 */
import type { Schedule, ScheduleInput } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { ServerError } from '../errors.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { StoredSchedule } from '../store/scan-settings-store.ts';
import type { Stores } from '../store/store.ts';
import { nextRun, ownTimezone } from './cron.ts';
import { placeOf, refuseLocal } from './examiner.ts';
import type { Polling } from './polling.ts';
import type { ScanQueue } from './queue.ts';
import { failureOf } from './worker.ts';

export interface SchedulesOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly queue: ScanQueue;
  /** undefined when this server does not scan. */
  readonly polling: Polling | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => RecordId;
  readonly changed: () => void;
  /** The server ends: what it cuts short was not run, and is due still. */
  readonly stopped: AbortSignal;
}

const mostSchedules = 200;

export function createSchedules(options: SchedulesOptions) {
  const { store, commits, queue, polling, clock, log, newId, changed, stopped } = options;

  async function need(id: RecordId): Promise<StoredSchedule> {
    const schedule = await store.scanSettings.schedule(id);
    if (schedule !== undefined) return schedule;
    throw new ServerError('SCHEDULE_UNKNOWN', `There is no schedule ${id}`, {
      hint: 'The schedules in the settings list them',
      status: 404,
    });
  }

  async function keep(
    schedule: StoredSchedule,
    { before, actor }: { before: StoredSchedule | undefined; actor: string },
  ): Promise<StoredSchedule> {
    await commits.write(async (stores) => {
      await stores.scanSettings.putSchedule(schedule);
      await stores.ledger.append({
        ...{ id: newId(), at: clock.now(), actor, subject: schedule.id, because: [] },
        what: before === undefined ? 'schedule.added' : 'schedule.changed',
        before: before === undefined ? {} : toldOf(before),
        after: toldOf(schedule),
        reason: before === undefined ? 'Added' : 'Changed',
      });
    });
    changed();
    return schedule;
  }

  function checked(input: ScheduleInput): Omit<StoredSchedule, 'id' | 'lastAt' | 'lastResult'> {
    const timezone = input.timezone ?? ownTimezone();
    nextRun({ cron: input.cron, timezone }, clock.now());
    if (input.scope.kind === 'references') for (const reference of input.scope.references) refuseLocal(reference);
    const { name, cron, scope, enabled } = input;
    return { name, cron, timezone, scope, enabled };
  }

  async function run(schedule: StoredSchedule): Promise<StoredSchedule> {
    let lastResult: string;
    try {
      lastResult = await begin(schedule);
    } catch (error) {
      if (stopped.aborted) throw error;
      lastResult = failureOf(error).message;
      log.warn({ err: error, schedule: schedule.name }, 'a schedule could not be run');
    }
    const ran = { ...schedule, lastAt: clock.now(), lastResult };
    await commits.write((stores) => stores.scanSettings.putSchedule(ran));
    changed();
    return ran;
  }

  async function begin({ name, scope }: StoredSchedule): Promise<string> {
    const trigger = 'schedule' as const;
    const askedBy = `schedule ${name}`;
    switch (scope.kind) {
      case 'advisories':
        await queue.add({ kind: 'update', reference: '', name: 'advisories', place: 'this host', trigger, askedBy });
        return 'queued a fetch of advisories';
      case 'registry': {
        const registry = await store.registries.get(scope.registry);
        if (registry === undefined) return 'its registry is gone';
        if (polling === undefined) return 'this server does not scan';
        const { lastPoll } = await polling.poll(registry);
        return lastPoll?.failure ?? `looked at ${lastPoll?.tags ?? 0} tags, ${lastPoll?.changed ?? 0} had moved`;
      }
      case 'references':
        for (const reference of scope.references) {
          await queue.add({ kind: 'scan', reference, name: reference, place: placeOf(reference), trigger, askedBy });
        }
        return queuedWords(scope.references.length);
      default: {
        const images = await store.images.scanned(scope.kind);
        let count = 0;
        for (const { id, name: imageName, reference } of images) {
          if (reference === undefined) continue;
          count++;
          await queue.add({
            ...{ kind: 'scan', reference, name: imageName, place: placeOf(reference), trigger, askedBy },
            task: { aliases: [id] },
          });
        }
        return queuedWords(count);
      }
    }
  }

  return {
    shown: (schedule: StoredSchedule): Schedule => ({
      ...schedule,
      nextAt: schedule.enabled ? (nextRun(schedule, schedule.lastAt ?? clock.now()) ?? null) : null,
    }),
    all: () => store.scanSettings.schedules(),
    async add(input: ScheduleInput, actor: string): Promise<StoredSchedule> {
      if ((await store.scanSettings.schedules()).length >= mostSchedules) {
        throw new ServerError('TOO_MANY', `There are ${mostSchedules} schedules already`, {
          hint: 'Remove one that is no longer used',
          status: 409,
        });
      }
      // What was due before it was made is not made up for.
      const schedule = { ...checked(input), id: newId(), lastAt: clock.now(), lastResult: null };
      return keep(schedule, { before: undefined, actor });
    },
    async replace(id: RecordId, input: ScheduleInput, actor: string): Promise<StoredSchedule> {
      const before = await need(id);
      return keep({ ...before, ...checked(input), lastAt: clock.now() }, { before, actor });
    },
    async remove(id: RecordId, actor: string): Promise<void> {
      const before = await need(id);
      await commits.write(async (stores) => {
        await stores.scanSettings.removeSchedule(id);
        await stores.ledger.append({
          ...{ id: newId(), at: clock.now(), actor, what: 'schedule.removed', subject: id },
          ...{ before: toldOf(before), after: {}, reason: 'Removed', because: [] },
        });
      });
      changed();
    },
    runNow: async (id: RecordId) => run(await need(id)),
    /** Whatever is due by now. */
    async tick(): Promise<void> {
      const now = clock.now();
      for (const schedule of await store.scanSettings.schedules()) {
        if (!schedule.enabled) continue;
        const due = nextRun(schedule, schedule.lastAt ?? now);
        if (due !== undefined && due <= now) await run(schedule);
      }
    },
  };
}

function queuedWords(count: number): string {
  return `queued ${count} ${count === 1 ? 'scan' : 'scans'}`;
}

function toldOf({ name, cron, timezone, scope, enabled }: StoredSchedule) {
  return { name, cron, timezone, scope, enabled };
}
