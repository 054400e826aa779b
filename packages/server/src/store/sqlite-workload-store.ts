import { Readiness } from '@plimsoll/api';
import type { EpochMs, Mode, WorkloadId } from '@plimsoll/core';
import type { Kysely } from 'kysely';
import type { Tables, WorkloadRow } from './tables.ts';
import type { WorkloadRecord, WorkloadStore } from './workload-store.ts';

export function sqliteWorkloadStore(database: Kysely<Tables>): WorkloadStore {
  return {
    async all() {
      return (await database.selectFrom('workload').selectAll().orderBy('id').execute()).map(fromRow);
    },
    async get(id) {
      const row = await database.selectFrom('workload').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    async put(record) {
      const { id, ...rest } = toRow(record);
      await database
        .insertInto('workload')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
  };
}

function toRow({ workload, images, readiness, ...record }: WorkloadRecord): WorkloadRow {
  return {
    id: workload.id,
    first_seen_at: workload.firstSeenAt,
    last_seen_at: workload.lastSeenAt,
    mode: workload.mode,
    dry_run: workload.dryRun ? 1 : 0,
    declared_ready: workload.declaredReady ? 1 : 0,
    images: JSON.stringify(images),
    events: record.events,
    lost: record.lost,
    baseline_version: record.baselineVersion,
    learned_from: record.learnedFrom ?? null,
    ready: readiness?.ready === true ? 1 : 0,
    readiness: readiness === undefined ? null : JSON.stringify(readiness),
  };
}

function fromRow(row: WorkloadRow): WorkloadRecord {
  return {
    workload: {
      id: row.id as WorkloadId,
      firstSeenAt: row.first_seen_at as EpochMs,
      lastSeenAt: row.last_seen_at as EpochMs,
      mode: row.mode as Mode,
      dryRun: row.dry_run === 1,
      declaredReady: row.declared_ready === 1,
    },
    images: JSON.parse(row.images),
    events: row.events,
    lost: row.lost,
    baselineVersion: row.baseline_version,
    learnedFrom: (row.learned_from ?? undefined) as EpochMs | undefined,
    readiness: row.readiness === null ? undefined : Readiness.parse(JSON.parse(row.readiness)),
  };
}
