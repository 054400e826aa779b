import type { ScanJob, ScanPage, ScanQuery } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { ScanRow } from './image-tables.ts';
import type { QueuedJob, ScanJobStore, ScanTask, StoredJob } from './scan-job-store.ts';
import { countOf, holdsText, type Order, pageOf, several } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

const orders: Readonly<Record<ScanQuery['sort'], Order>> = {
  newest: { columns: ['seq'], direction: 'desc' },
  queue: { columns: ['line', 'rank', 'not_before', 'seq'], direction: 'asc' },
};
const noCounts = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 };

export function sqliteScanJobStore(database: Kysely<Tables>): ScanJobStore {
  async function position(
    row: Pick<ScanRow, 'state' | 'rank' | 'not_before'> & { seq: number },
  ): Promise<number | null> {
    if (row.state !== 'queued') return null;
    const { before } = await database
      .selectFrom('scan')
      .select(({ fn }) => fn.countAll<number>().as('before'))
      .where('state', '=', 'queued')
      .where(sql<SqlBool>`(rank, not_before, seq) < (${row.rank}, ${row.not_before}, ${row.seq})`)
      .executeTakeFirstOrThrow();
    return Number(before) + 1;
  }

  async function put(
    job: StoredJob,
    line: { readonly rank?: number; readonly notBefore?: EpochMs } = {},
  ): Promise<void> {
    if (job.state === 'queued') {
      // One that is the same may have been queued meanwhile: then that one does for both.
      const { same } = await database
        .selectFrom('scan')
        .select('same')
        .where('id', '=', job.id)
        .executeTakeFirstOrThrow();
      const other = await database
        .selectFrom('scan')
        .select('id')
        .where('same', '=', same)
        .where('state', '=', 'queued')
        .where('id', '!=', job.id)
        .executeTakeFirst();
      if (other !== undefined) {
        const ended: StoredJob = {
          ...job,
          state: 'cancelled',
          endedAt: job.endedAt ?? job.startedAt ?? job.queuedAt,
          notBefore: null,
          failure: {
            code: 'SCAN_SUPERSEDED',
            message: 'The same scan was asked for again meanwhile',
            hint: `Follow that one: ${other.id}`,
          },
        };
        await database.updateTable('scan').set(columnsOf(ended)).where('id', '=', job.id).execute();
        return;
      }
    }
    await database
      .updateTable('scan')
      .set({
        ...columnsOf(job),
        ...(line.rank !== undefined && { rank: line.rank }),
        ...(line.notBefore !== undefined && { not_before: line.notBefore }),
      })
      .where('id', '=', job.id)
      .execute();
  }

  async function counts(): Promise<ScanPage['counts']> {
    const counted = await database
      .selectFrom('scan')
      .select(({ fn }) => ['state', fn.countAll<number>().as('found')])
      .groupBy('state')
      .execute();
    return { ...noCounts, ...Object.fromEntries(counted.map(({ state, found }) => [state, Number(found)])) };
  }

  return {
    counts,
    async add({ job, same, rank, task }) {
      const waiting = await database
        .selectFrom('scan')
        .select(['id', 'body', 'rank'])
        .where('same', '=', same)
        .where('state', '=', 'queued')
        .executeTakeFirst();
      if (waiting !== undefined) {
        // Whoever is in more of a hurry moves it up.
        if (rank < waiting.rank)
          await database.updateTable('scan').set({ rank }).where('id', '=', waiting.id).execute();
        return { job: JSON.parse(waiting.body) as StoredJob, added: false };
      }
      await database
        .insertInto('scan')
        .values({
          ...columnsOf(job),
          ...{ id: job.id, kind: job.kind, same, reference: job.reference, place: job.place, trigger: job.trigger },
          ...{ rank, not_before: job.notBefore ?? 0, queued_at: job.queuedAt, task: JSON.stringify(task) },
        })
        .execute();
      return { job, added: true };
    },
    async get(id) {
      const row = await database.selectFrom('scan').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    async take({ now, full, kinds }) {
      let select = database
        .selectFrom('scan')
        .selectAll()
        .where('state', '=', 'queued')
        .where('kind', 'in', kinds)
        .where('not_before', '<=', now)
        .orderBy('rank')
        .orderBy('not_before')
        .orderBy('seq')
        .limit(1);
      if (full.length > 0) select = select.where('place', 'not in', full);
      const row = await select.executeTakeFirst();
      if (row === undefined) return undefined;
      const queued = fromRow(row);
      const job: StoredJob = {
        ...queued.job,
        state: 'running',
        attempt: queued.job.attempt + 1,
        startedAt: now,
        endedAt: null,
        notBefore: null,
        failure: null,
      };
      await database.updateTable('scan').set(columnsOf(job)).where('seq', '=', row.seq).execute();
      return { ...queued, job };
    },
    async nextAt() {
      const { next } = await database
        .selectFrom('scan')
        .select(({ fn }) => fn.min<number | null>('not_before').as('next'))
        .where('state', '=', 'queued')
        .executeTakeFirstOrThrow();
      return next === null ? undefined : (next as EpochMs);
    },
    put,
    async recover(now) {
      const rows = await database
        .selectFrom('scan')
        .selectAll()
        .where('state', '=', 'running')
        .orderBy('seq')
        .execute();
      for (const row of rows) {
        const { job } = fromRow(row);
        await put({ ...job, state: 'queued', startedAt: null, notBefore: null }, { notBefore: now });
      }
      return rows.length;
    },
    async list(query) {
      const states = several(query.state);
      const ranked = database
        .selectFrom('scan')
        .selectAll()
        .select(sql<number>`CASE state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END`.as('line'));
      let matching = database.selectFrom(ranked.as('scan'));
      if (states.length > 0) matching = matching.where('state', 'in', states);
      if (query.trigger !== undefined) matching = matching.where('trigger', '=', query.trigger);
      if (query.kind !== undefined) matching = matching.where('kind', '=', query.kind);
      if (query.image !== undefined) matching = matching.where('image', '=', query.image);
      if (query.text !== undefined && query.text !== '') matching = matching.where(holdsText('haystack', query.text));
      const { rows, next } = await pageOf(matching.selectAll(), orders[query.sort], query);
      const items: ScanJob[] = [];
      for (const row of rows) {
        items.push({ ...(JSON.parse(row.body) as StoredJob), position: await position(row), progress: null });
      }
      return {
        items,
        total: await countOf(matching),
        next,
        counts: await counts(),
      };
    },
    async position(id) {
      const row = await database
        .selectFrom('scan')
        .select(['state', 'rank', 'not_before', 'seq'])
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : position(row);
    },
    async newest(kind, states) {
      const row = await database
        .selectFrom('scan')
        .select('body')
        .where('kind', '=', kind)
        .where('state', 'in', states)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && (JSON.parse(row.body) as StoredJob);
    },
    async trim(keep) {
      const result = await sql`DELETE FROM scan WHERE state NOT IN ('queued', 'running') AND seq NOT IN (
        SELECT seq FROM scan ORDER BY seq DESC LIMIT ${keep})`.execute(database);
      return Number(result.numAffectedRows ?? 0);
    },
  };
}

function columnsOf(job: StoredJob) {
  return {
    state: job.state,
    ended_at: job.endedAt,
    image: job.outcome?.image ?? null,
    haystack: `${job.name}\n${job.reference}\n${job.askedBy}`.toLowerCase(),
    body: JSON.stringify(job),
  };
}

function fromRow(row: Pick<ScanRow, 'same' | 'rank' | 'body' | 'task'>): QueuedJob {
  return {
    job: JSON.parse(row.body) as StoredJob,
    same: row.same,
    rank: row.rank,
    task: JSON.parse(row.task) as ScanTask,
  };
}
