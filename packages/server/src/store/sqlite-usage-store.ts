import type { EpochMs } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { sequenceOf } from './sqlite-image-alias.ts';
import { applyFigures } from './sqlite-image-figures.ts';
import { applyUse } from './sqlite-usage.ts';
import type { Tables } from './tables.ts';
import type { UsageStore } from './usage-store.ts';

export function sqliteUsageStore(database: Kysely<Tables>): UsageStore {
  const ofImage = (image: number) =>
    database
      .selectFrom('usage')
      .innerJoin('image_alias', 'image_alias.alias', 'usage.image')
      .where('image_alias.image', '=', image);

  return {
    async take({ watched, files, at, keepOfImage }) {
      const changed = new Set<string>();
      for (const { image, workload, since } of watched) {
        const result = await database
          .insertInto('watched')
          .values({ image, workload, since, last_at: at })
          .onConflict((conflict) =>
            conflict.columns(['image', 'workload']).doUpdateSet({
              since: sql`min(since, excluded.since)`,
              last_at: sql`max(last_at, excluded.last_at)`,
            }),
          )
          .returning('last_at')
          .executeTakeFirstOrThrow();
        if (result.last_at === at) changed.add(image);
      }
      let dropped = 0;
      for (const { image, workload, kind, path, firstAt, lastAt } of files) {
        const known = await database
          .selectFrom('usage')
          .select(['first_at', 'last_at'])
          .where('image', '=', image)
          .where('workload', '=', workload)
          .where('kind', '=', kind)
          .where('path', '=', path)
          .executeTakeFirst();
        if (known !== undefined) {
          if (firstAt >= known.first_at && lastAt <= known.last_at) continue;
          await database
            .updateTable('usage')
            .set({ first_at: Math.min(known.first_at, firstAt), last_at: Math.max(known.last_at, lastAt) })
            .where('image', '=', image)
            .where('workload', '=', workload)
            .where('kind', '=', kind)
            .where('path', '=', path)
            .execute();
          changed.add(image);
          continue;
        }
        const { held } = await database
          .selectFrom('usage')
          .select(({ fn }) => fn.countAll<number>().as('held'))
          .where('image', '=', image)
          .where('workload', '=', workload)
          .executeTakeFirstOrThrow();
        if (Number(held) >= keepOfImage) {
          dropped++;
          continue;
        }
        await database
          .insertInto('usage')
          .values({ image, workload, kind, path, first_at: firstAt, last_at: lastAt, package: null })
          .execute();
        changed.add(image);
      }
      return { dropped, changed: [...changed] };
    },
    async unowned(id, most) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return [];
      const rows = await ofImage(image).select('path').distinct().where('package', 'is', null).limit(most).execute();
      return rows.map(({ path }) => path);
    },
    async own(id, owners) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return;
      const paths = JSON.stringify(owners);
      // By its whole key, for which the table is made: an image may have thousands of files.
      const kinds = await ofImage(image).select(['usage.image', 'workload', 'kind']).distinct().execute();
      for (const { image: alias, workload, kind } of kinds)
        await sql`UPDATE usage SET package = each.value FROM json_each(${paths}) AS each
          WHERE usage.image = ${alias} AND usage.workload = ${workload} AND usage.kind = ${kind}
            AND usage.path = each.key`.execute(database);
    },
    async of(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return undefined;
      const watched = await database
        .selectFrom('watched')
        .innerJoin('image_alias', 'image_alias.alias', 'watched.image')
        .select(['workload', 'since', 'last_at'])
        .where('image_alias.image', '=', image)
        .execute();
      if (watched.length === 0) return undefined;
      const files = await ofImage(image)
        .select(['path', 'kind', 'first_at', 'last_at', 'workload'])
        .orderBy('path')
        .execute();
      return {
        since: Math.min(...watched.map(({ since }) => since)) as EpochMs,
        lastAt: Math.max(...watched.map((one) => one.last_at)) as EpochMs,
        workloads: [...new Set(watched.map(({ workload }) => workload))],
        files: files.map((file) => ({
          path: file.path,
          kind: file.kind === 'executed' ? 'executed' : 'loaded',
          firstAt: file.first_at as EpochMs,
          lastAt: file.last_at as EpochMs,
          workload: file.workload,
        })),
      };
    },
    async apply(id) {
      const image = await sequenceOf(database, id);
      if (image === undefined) return;
      await applyUse(database, image);
      await applyFigures(database, [image]);
    },
    async trim(keep) {
      const { held } = await database
        .selectFrom('usage')
        .select(({ fn }) => fn.countAll<number>().as('held'))
        .executeTakeFirstOrThrow();
      const surplus = Number(held) - keep;
      if (surplus <= 0) return 0;
      await sql`DELETE FROM usage WHERE (image, workload, kind, path) IN (
        SELECT image, workload, kind, path FROM usage ORDER BY last_at LIMIT ${surplus})`.execute(database);
      return surplus;
    },
  };
}
