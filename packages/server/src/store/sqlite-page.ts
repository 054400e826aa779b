/** What every list needs: terms from a query, facets, a page with its cursor. */
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { readCursor, writeCursor } from './cursor.ts';
import type { Tables } from './tables.ts';

export interface Order {
  readonly columns: readonly string[];
  readonly direction: 'asc' | 'desc';
}

export function several<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** The rows after the cursor in this order. */
export function after(cursor: string, { of, order }: { of: string; order: Order }): Expression<SqlBool> {
  const bound = sql.join(readCursor(cursor, { of, numbers: order.columns.length }));
  const row = sql.join(order.columns.map((column) => sql.ref(column)));
  return order.direction === 'desc' ? sql<SqlBool>`(${row}) < (${bound})` : sql<SqlBool>`(${row}) > (${bound})`;
}

export interface PageQuery {
  /** Name of the order: a cursor of another one is refused. */
  readonly sort: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** @param select rows that hold every column of the order */
export async function pageOf<DB, T extends keyof DB, Row>(
  select: SelectQueryBuilder<DB, T, Row>,
  order: Order,
  { sort, limit, cursor }: PageQuery,
): Promise<{ readonly rows: readonly Row[]; readonly next: string | null }> {
  let page = cursor === undefined ? select : select.where(after(cursor, { of: sort, order }));
  for (const column of order.columns) page = page.orderBy(sql.ref(column), order.direction);
  const found = await page.limit(limit + 1).execute();
  const rows = found.slice(0, limit) as readonly Row[];
  const last = found.length > limit ? (rows.at(-1) as Readonly<Record<string, unknown>>) : undefined;
  return {
    rows,
    next:
      last === undefined
        ? null
        : writeCursor({ of: sort, numbers: order.columns.map((column) => Number(last[column])) }),
  };
}

export async function countOf<DB, T extends keyof DB>(rows: SelectQueryBuilder<DB, T, object>): Promise<number> {
  const row = await rows.select(sql<number>`count(*)`.as('found')).executeTakeFirstOrThrow();
  return Number((row as { readonly found: number }).found);
}

/** instr, not LIKE: nothing in what people type has a meaning of its own. */
export function holdsText(column: string, text: string): Expression<SqlBool> {
  return sql<SqlBool>`instr(${sql.ref(column)}, ${text.toLowerCase()}) > 0`;
}

/** One of the values of each list that has any; a facet leaves out its own. */
export function chosen(
  lists: Readonly<Record<string, readonly (string | number)[]>>,
  without: string | undefined,
): readonly Expression<SqlBool>[] {
  return Object.entries(lists)
    .filter(([column, values]) => values.length > 0 && column !== without)
    .map(([column, values]) => sql<SqlBool>`${sql.ref(column)} IN (${sql.join(values)})`);
}

/** Many values without meeting SQLite's limit on variables. */
export function oneOf(column: string, values: readonly (string | number)[]): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

export function pairs(
  columns: readonly [string, string],
  values: readonly (readonly [number | string, number | string])[],
): Expression<SqlBool> {
  const [first, second] = columns;
  return sql<SqlBool>`(${sql.ref(first)}, ${sql.ref(second)}) IN
    (SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(values)}))`;
}

const facetValues = 100;

/** How many of the rows have each value of a column, the most frequent first. */
export async function facetOf<T extends keyof Tables>(
  rows: SelectQueryBuilder<Tables, T, object>,
  column: string,
): Promise<{ value: string; count: number }[]> {
  const found = await rows
    .select([sql<string | number>`${sql.ref(column)}`.as('value'), sql<number>`count(*)`.as('found')])
    .where(sql.ref(column), 'is not', null)
    .groupBy(sql.ref(column))
    .orderBy('found', 'desc')
    .orderBy(sql.ref(column))
    .limit(facetValues)
    .execute();
  return found.map(({ value, found: count }) => ({ value: String(value), count: Number(count) }));
}

/** Ranks as the names they stand for. */
export function named(facet: readonly { value: string; count: number }[], names: readonly (string | undefined)[]) {
  return facet.flatMap(({ value, count }) => {
    const name = names[Number(value)];
    return name === undefined ? [] : [{ value: name, count }];
  });
}
