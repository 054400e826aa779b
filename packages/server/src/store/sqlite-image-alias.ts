/** One image, many names: digests of manifest and index, the engine's id. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export async function sequenceOf(database: Kysely<Tables>, alias: string): Promise<number | undefined> {
  const row = await database.selectFrom('image_alias').select('image').where('alias', '=', alias).executeTakeFirst();
  return row?.image;
}

/** Whatever else bears one of these names is the same image: it is joined into the first. */
export async function joinAliases(database: Kysely<Tables>, image: number, aliases: readonly string[]): Promise<void> {
  for (const alias of new Set(aliases)) {
    const other = await sequenceOf(database, alias);
    if (other === image) continue;
    if (other !== undefined) {
      await database.updateTable('image_alias').set({ image }).where('image', '=', other).execute();
      await database
        .updateTable('image_name')
        .set({ image })
        .where('image', '=', other)
        .where('name', 'not in', (names) => names.selectFrom('image_name').select('name').where('image', '=', image))
        .execute();
      await joinRunning(database, image, other);
      await removeImage(database, other);
      continue;
    }
    await database.insertInto('image_alias').values({ alias, image }).execute();
  }
}

/** What runs is told only when it changes: known by another name, it still runs. */
async function joinRunning(database: Kysely<Tables>, image: number, other: number): Promise<void> {
  const rows = await database
    .selectFrom('image')
    .select(['containers', 'workloads'])
    .where('seq', 'in', [image, other])
    .execute();
  const workloads = new Set(rows.flatMap((row) => JSON.parse(row.workloads) as string[]));
  await database
    .updateTable('image')
    .set({
      containers: rows.reduce((sum, { containers }) => sum + containers, 0),
      workloads: JSON.stringify([...workloads].sort()),
    })
    .where('seq', '=', image)
    .execute();
}

export async function removeImage(database: Kysely<Tables>, image: number): Promise<void> {
  for (const table of [
    'image_report',
    'image_part',
    'image_finding',
    'image_package',
    'image_name',
    'image_history',
    'image_verdict',
    'image_alias',
  ] as const) {
    await database
      .deleteFrom(table)
      .where('image' as never, '=', image as never)
      .execute();
  }
  await database.deleteFrom('image').where('seq', '=', image).execute();
}
