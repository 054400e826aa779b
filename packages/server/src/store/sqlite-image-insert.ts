/** Many rows by one statement that is the same for any number of them: made ready once, and without the limit on variables. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export async function insertRows<T extends 'image_finding' | 'image_package'>(
  database: Kysely<Tables>,
  table: T,
  rows: readonly Readonly<Record<string, string | number | null>>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const values = sql.join(columns.map((_, index) => sql`value ->> ${sql.lit(index)}`));
  const given = JSON.stringify(rows.map((row) => columns.map((column) => row[column])));
  await sql`INSERT INTO ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    SELECT ${values} FROM json_each(${given})`.execute(database);
}
