import { LearnedThing } from '@plimsoll/api';
import type { EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { canonicalJson } from '../sign/canonical-json.ts';
import type { BaselineStore } from './baseline-store.ts';
import type { Tables } from './tables.ts';

export function sqliteBaselineStore(database: Kysely<Tables>): BaselineStore {
  return {
    async latest(workload) {
      const row = await database
        .selectFrom('baseline')
        .selectAll()
        .where('workload', '=', workload)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && { ...named(row), state: new Uint8Array(row.state) };
    },
    async facts(workload, version) {
      const row = await database
        .selectFrom('baseline')
        .select(['id', 'workload', 'version', 'at'])
        .where('workload', '=', workload)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && named(row);
    },
    async put({ id, workload, version, at, state }, expected) {
      if (version !== expected + 1) throw new RangeError(`version ${version} does not follow ${expected}`);
      // One statement, so that no other writer comes between the look and the write.
      const result = await sql`
        INSERT INTO baseline (workload, version, id, at, state)
        SELECT ${workload}, ${version}, ${id}, ${at}, ${state}
        WHERE (SELECT coalesce(max(version), 0) FROM baseline WHERE workload = ${workload}) = ${expected}
      `.execute(database);
      return result.numAffectedRows === 1n;
    },
    async trim(workload, { keep, keepReferred }) {
      const result = await sql`
        DELETE FROM baseline WHERE workload = ${workload}
          AND version NOT IN (SELECT version FROM baseline WHERE workload = ${workload} ORDER BY version DESC LIMIT ${keep})
          AND version NOT IN (
            SELECT DISTINCT baseline_version FROM finding WHERE workload = ${workload}
            ORDER BY baseline_version DESC LIMIT ${keepReferred})
      `.execute(database);
      return Number(result.numAffectedRows ?? 0n);
    },

    async rejections(workload) {
      const rows = await database
        .selectFrom('rejection')
        .select(['thing', 'at', 'actor', 'reason'])
        .where('workload', '=', workload)
        .orderBy('at', 'desc')
        .orderBy('thing')
        .execute();
      return rows.map(({ thing, at, ...rest }) => ({
        thing: LearnedThing.parse(JSON.parse(thing)),
        at: at as EpochMs,
        ...rest,
      }));
    },
    async reject(workload, { thing, at, actor, reason }) {
      await database
        .insertInto('rejection')
        .values({ workload, thing: canonicalJson(thing), at, actor, reason })
        .onConflict((conflict) => conflict.columns(['workload', 'thing']).doUpdateSet({ at, actor, reason }))
        .execute();
    },
    async endRejection(workload, thing) {
      const result = await database
        .deleteFrom('rejection')
        .where('workload', '=', workload)
        .where('thing', '=', canonicalJson(thing))
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function named(row: { id: string; workload: string; version: number; at: number }) {
  return {
    id: row.id as RecordId,
    workload: row.workload as WorkloadId,
    version: row.version,
    at: row.at as EpochMs,
  };
}
