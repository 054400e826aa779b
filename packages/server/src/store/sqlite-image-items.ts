/** Bodies of an image's findings and packages, out of the compressed parts that hold them. */
import type { Kysely } from 'kysely';
import { gone, linesOf } from './image-part.ts';
import type { Tables } from './tables.ts';

/** Each item of the rows, in their order; a part is read once. */
export async function itemsOf<T>(
  database: Kysely<Tables>,
  image: number,
  { of, rows }: { of: 'finding' | 'package'; rows: readonly { readonly part: number; readonly place: number }[] },
): Promise<readonly (T | undefined)[]> {
  const parts = new Map<number, readonly string[]>();
  for (const part of new Set(rows.map((row) => row.part))) parts.set(part, await partOf(database, image, { of, part }));
  return rows.map(({ part, place }) => {
    const line = parts.get(part)?.[place];
    return line === undefined || line === gone ? undefined : (JSON.parse(line) as T);
  });
}

async function partOf(
  database: Kysely<Tables>,
  image: number,
  { of, part }: { of: string; part: number },
): Promise<readonly string[]> {
  const row = await database
    .selectFrom('image_part')
    .select('body')
    .where('image', '=', image)
    .where('of', '=', of)
    .where('part', '=', part)
    .executeTakeFirst();
  return row === undefined ? [] : linesOf(row.body);
}

export async function allItems<T>(
  database: Kysely<Tables>,
  image: number,
  of: 'finding' | 'package',
): Promise<readonly T[]> {
  const rows = await database
    .selectFrom('image_part')
    .select('body')
    .where('image', '=', image)
    .where('of', '=', of)
    .orderBy('part')
    .execute();
  return rows.flatMap(({ body }) =>
    linesOf(body)
      .filter((line) => line !== gone)
      .map((line) => JSON.parse(line) as T),
  );
}
