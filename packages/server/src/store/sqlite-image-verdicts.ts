/** What policies say of images, and which workloads that concerns. */
import type { Digest, EpochMs, WorkloadId } from '@plimsoll/core';
import type { PolicyVerdict } from '@plimsoll/scan';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { BrokenImage } from './image-store.ts';
import { oneOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

/** Returns whether they say anything else than those before. */
export async function putVerdicts(
  database: Kysely<Tables>,
  image: number,
  verdicts: readonly PolicyVerdict[],
): Promise<boolean> {
  const before = await database
    .selectFrom('image_verdict')
    .select('body')
    .where('image', '=', image)
    .orderBy('policy')
    .execute();
  const rows = [...new Map(verdicts.map((verdict) => [verdict.policy, verdict])).values()]
    .sort((a, b) => (a.policy < b.policy ? -1 : 1))
    .map((verdict) => ({ policy: verdict.policy, passed: verdict.passed ? 1 : 0, body: JSON.stringify(verdict) }));
  if (JSON.stringify(before.map(({ body }) => body)) === JSON.stringify(rows.map(({ body }) => body))) return false;
  await database.deleteFrom('image_verdict').where('image', '=', image).execute();
  for (const row of rows)
    await database
      .insertInto('image_verdict')
      .values({ image, ...row })
      .execute();
  const breaks = JSON.stringify(verdicts.filter(({ passed }) => !passed).map(({ policy }) => policy));
  await database.updateTable('image').set({ breaks }).where('seq', '=', image).execute();
  return true;
}

/** Images that this workload runs and that break a policy. */
export async function brokenImages(database: Kysely<Tables>, workload: WorkloadId): Promise<readonly BrokenImage[]> {
  const rows = await database
    .selectFrom('image')
    .select(['seq', 'id', 'name', 'digest', 'scanned_at', 'data_at'])
    .where('breaks', '!=', '[]')
    .where('containers', '>', 0)
    .where(sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(image.workloads) WHERE value = ${workload})`)
    .orderBy('seq')
    .execute();
  const seqs = rows.map(({ seq }) => seq);
  const found = await database
    .selectFrom('image_verdict')
    .select(['image', 'body'])
    .where(oneOf('image', seqs))
    .where('passed', '=', 0)
    .orderBy('policy')
    .execute();
  const verdicts = Map.groupBy(found, ({ image }) => image);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    digest: (row.digest ?? undefined) as Digest | undefined,
    scannedAt: (row.scanned_at ?? 0) as EpochMs,
    dataAt: (row.data_at ?? undefined) as EpochMs | undefined,
    verdicts: (verdicts.get(row.seq) ?? []).map(({ body }) => JSON.parse(body) as PolicyVerdict),
  }));
}

/** How many images break each policy. */
export async function imagesBreaking(database: Kysely<Tables>): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('image_verdict')
    .select(({ fn }) => ['policy', fn.countAll<number>().as('found')])
    .where('passed', '=', 0)
    .groupBy('policy')
    .execute();
  return new Map(rows.map(({ policy, found }) => [policy, Number(found)]));
}
