import { EventDetail } from '@plimsoll/api';
import type { EpochMs, Event, RecordId, Severity, WorkloadId } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import type { Exception, FindingStore } from './finding-store.ts';
import { severitiesByRank } from './severity.ts';
import { listFindings } from './sqlite-finding-list.ts';
import { parseFinding, toRow } from './sqlite-finding-row.ts';
import type { ExceptionRow, Tables } from './tables.ts';

const openStates = ['open', 'acknowledged'];

export function sqliteFindingStore(database: Kysely<Tables>): FindingStore {
  return {
    async get(id) {
      const row = await database
        .selectFrom('finding')
        .select('body')
        .where((where) =>
          where.or([
            where('id', '=', id),
            where('id', '=', where.selectFrom('occurrence').select('finding').where('occurrence.id', '=', id)),
          ]),
        )
        .executeTakeFirst();
      return row && parseFinding(row.body);
    },
    async live(workload, fingerprint) {
      const row = await database
        .selectFrom('finding')
        .select('body')
        .where('workload', '=', workload)
        .where('fingerprint', '=', fingerprint)
        .where('state', 'in', openStates)
        .executeTakeFirst();
      return row && parseFinding(row.body);
    },
    async liveOf(detector, workload) {
      let select = database
        .selectFrom('finding')
        .select('body')
        .where('detector', '=', detector)
        .where('state', 'in', openStates)
        .orderBy('seq');
      if (workload !== undefined) select = select.where('workload', '=', workload);
      return (await select.execute()).map(({ body }) => parseFinding(body));
    },
    async put(finding) {
      const row = toRow(finding);
      const { id: _id, ...changed } = row;
      await database
        .insertInto('finding')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
        .execute();
    },
    list: (query) => listFindings(database, query),
    async openCounts() {
      const rows = await database
        .selectFrom('finding')
        .select(({ fn }) => ['workload', 'severity', fn.countAll<number>().as('count')])
        .where('state', 'in', openStates)
        .groupBy(['workload', 'severity'])
        .execute();
      const counts = new Map<WorkloadId, Record<Severity, number>>();
      for (const row of rows) {
        const workload = row.workload as WorkloadId;
        const severity = severitiesByRank[row.severity];
        const known = counts.get(workload) ?? { low: 0, medium: 0, high: 0, critical: 0 };
        if (severity !== undefined) counts.set(workload, { ...known, [severity]: Number(row.count) });
      }
      return counts;
    },

    async occurred(occurrence, remember) {
      const result = await database
        .insertInto('occurrence')
        .values(occurrence)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      if (result.numInsertedOrUpdatedRows !== 1n) return false;
      await sql`DELETE FROM occurrence WHERE seq <= (SELECT max(seq) FROM occurrence) - ${remember}`.execute(database);
      return true;
    },
    async addEvidence(finding, events, { events: most, bytes: mostBytes }) {
      for (const event of events) {
        const body = JSON.stringify(EventDetail.encode(event));
        await database
          .insertInto('evidence')
          .values({ finding, id: event.id, at: event.at, bytes: Buffer.byteLength(body), body })
          .onConflict((conflict) => conflict.columns(['finding', 'id']).doNothing())
          .execute();
      }
      const kept = await database
        .selectFrom('evidence')
        .select(['id', 'bytes'])
        .where('finding', '=', finding)
        .orderBy('at')
        .orderBy('id')
        .execute();
      const surplus = beyond(kept, { most, mostBytes });
      if (surplus.length === 0) return 0;
      await database.deleteFrom('evidence').where('finding', '=', finding).where('id', 'in', surplus).execute();
      return surplus.length;
    },
    async evidence(finding) {
      const rows = await database
        .selectFrom('evidence')
        .select('body')
        .where('finding', '=', finding)
        .orderBy('at')
        .orderBy('id')
        .execute();
      return rows.map(({ body }): Event => EventDetail.decode(JSON.parse(body)));
    },
    async trim(keep) {
      const { total } = await database
        .selectFrom('finding')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return Number(total) > keep ? await letGo(database, Number(total) - keep) : 0;
    },

    async exception(workload, fingerprint) {
      const row = await database
        .selectFrom('exception')
        .selectAll()
        .where('workload', '=', workload)
        .where('fingerprint', '=', fingerprint)
        .executeTakeFirst();
      return row && fromExceptionRow(row);
    },
    async addException(exception) {
      const { id: _id, ...changed } = exception;
      await database
        .insertInto('exception')
        .values(exception)
        .onConflict((conflict) => conflict.columns(['workload', 'fingerprint']).doUpdateSet(changed))
        .execute();
    },
    async endException(workload, fingerprint) {
      const result = await database
        .deleteFrom('exception')
        .where('workload', '=', workload)
        .where('fingerprint', '=', fingerprint)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

/** One workload that floods must not push out what others have: the fullest one pays, in as many turns as it takes. */
async function letGo(database: Kysely<Tables>, surplus: number): Promise<number> {
  let gone = 0;
  while (gone < surplus) {
    const fullest = await database
      .selectFrom('finding')
      .select(({ fn }) => ['workload', fn.countAll<number>().as('count')])
      .groupBy('workload')
      .orderBy('count', 'desc')
      .limit(2)
      .execute();
    const [first, second] = fullest;
    if (first === undefined) break;
    const lead = Number(first.count) - Number(second?.count ?? 0);
    const turn = Math.min(surplus - gone, Math.max(1, lead));
    const ids = await database
      .selectFrom('finding')
      .select('id')
      .where('workload', '=', first.workload)
      .orderBy(sql`CASE state WHEN 'resolved' THEN 0 WHEN 'expected' THEN 1 WHEN 'acknowledged' THEN 2 ELSE 3 END`)
      .orderBy('last_at')
      .limit(Math.min(turn, 500))
      .execute();
    const chosen = ids.map(({ id }) => id);
    await database.deleteFrom('finding').where('id', 'in', chosen).execute();
    await database.deleteFrom('evidence').where('finding', 'in', chosen).execute();
    await database.deleteFrom('occurrence').where('finding', 'in', chosen).execute();
    gone += chosen.length;
  }
  return gone;
}

/** The first half tells how it began, the newest half how it goes on: the middle goes. */
function beyond(
  kept: readonly { readonly id: string; readonly bytes: number }[],
  { most, mostBytes }: { most: number; mostBytes: number },
): readonly string[] {
  const left = [...kept];
  const surplus: string[] = [];
  let bytes = left.reduce((sum, event) => sum + event.bytes, 0);
  while (left.length > 1 && (left.length > most || bytes > mostBytes)) {
    const [middle] = left.splice(left.length >> 1, 1);
    if (middle === undefined) break;
    surplus.push(middle.id);
    bytes -= middle.bytes;
  }
  return surplus;
}

function fromExceptionRow(row: ExceptionRow): Exception {
  return {
    id: row.id as RecordId,
    at: row.at as EpochMs,
    workload: row.workload as WorkloadId,
    fingerprint: row.fingerprint,
    owner: row.owner,
    reason: row.reason,
    finding: row.finding as RecordId,
  };
}
