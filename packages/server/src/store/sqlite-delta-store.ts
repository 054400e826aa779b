import type { BatchId, EpochMs, WorkloadId } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import type { DeltaStore } from './delta-store.ts';
import type { Tables } from './tables.ts';

export function sqliteDeltaStore(database: Kysely<Tables>): DeltaStore {
  return {
    async keep(delta) {
      const result = await database
        .insertInto('delta')
        .values({ ...delta, merged_in: null })
        .onConflict((conflict) => conflict.columns(['workload', 'batch']).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    async waiting() {
      const rows = await database
        .selectFrom('delta')
        .select(({ fn }) => ['workload', fn.countAll<number>().as('batches')])
        .where('merged_in', 'is', null)
        .groupBy('workload')
        .execute();
      return rows.map(({ workload, batches }) => ({ workload: workload as WorkloadId, batches: Number(batches) }));
    },
    async pending(workload, limit) {
      const rows = await database
        .selectFrom('delta')
        .selectAll()
        .where('workload', '=', workload)
        .where('merged_in', 'is', null)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        workload,
        batch: row.batch as BatchId,
        at: row.at as EpochMs,
        observations: row.observations,
        state: new Uint8Array(row.state ?? []),
      }));
    },
    async merged(workload, batches, { version, remember }) {
      if (batches.length === 0) return;
      await database
        .updateTable('delta')
        .set({ state: null, merged_in: version })
        .where('workload', '=', workload)
        .where('batch', 'in', batches)
        .execute();
      await sql`
        DELETE FROM delta WHERE workload = ${workload} AND merged_in IS NOT NULL AND seq <= (
          SELECT seq FROM delta WHERE workload = ${workload} ORDER BY seq DESC LIMIT 1 OFFSET ${remember})
      `.execute(database);
    },
  };
}
