/**
 * One page of findings, with counts over everything that matches.
 *
 * in     a query as the API has it
 * out    a page no larger than fits one answer, facets, a histogram
 * holds  following `next` gives every finding that does not change meanwhile exactly once; each facet ignores its own filter
 */
import type { FindingPage, FindingQuery } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { writeCursor } from './cursor.ts';
import { severitiesByRank, severityRank } from './severity.ts';
import { parseFinding } from './sqlite-finding-row.ts';
import { after, holdsText, several } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

/** An answer is at most 1 MB; facets, histogram and JSON's own overhead need a part of it. */
const pageBytes = 900_000;
const histogramBuckets = 60;
/** Every finding about what a workload is made of has it, and no other. */
export const imageDetector = 'image-policy';

type Filter = 'workload' | 'state' | 'severity' | 'verdict' | 'detector' | 'technique';
type Build = ExpressionBuilder<Tables, 'finding'>;

/** By what each order sorts; all end in `seq`, which is unique. */
const orders = {
  newest: { columns: ['last_at', 'seq'], direction: 'desc' },
  oldest: { columns: ['last_at', 'seq'], direction: 'asc' },
  severity: { columns: ['severity', 'last_at', 'seq'], direction: 'desc' },
  count: { columns: ['count', 'last_at', 'seq'], direction: 'desc' },
} as const;

export async function listFindings(database: Kysely<Tables>, query: FindingQuery): Promise<FindingPage> {
  const { items, next } = await onePage(database, query);
  const { total, first, last } = await database
    .selectFrom('finding')
    .select(({ fn }) => [
      fn.countAll<number>().as('total'),
      fn.min<number | null>('last_at').as('first'),
      fn.max<number | null>('last_at').as('last'),
    ])
    .where(matching(query))
    .executeTakeFirstOrThrow();
  return {
    items,
    total: Number(total),
    next,
    facets: {
      severity: (await facet(database, query, 'severity')).map(({ value, count }) => ({
        value: severitiesByRank[Number(value)] ?? String(value),
        count,
      })),
      state: await facet(database, query, 'state'),
      verdict: await facet(database, query, 'verdict'),
      workload: await facet(database, query, 'workload'),
      detector: await facet(database, query, 'detector'),
      technique: await facet(database, query, 'technique'),
    },
    histogram: await histogram(database, query, {
      from: query.since ?? first ?? 0,
      to: Math.max(query.until ?? 0, last ?? 0),
    }),
  };
}

async function onePage(database: Kysely<Tables>, query: FindingQuery) {
  const order = orders[query.sort];
  let select = database
    .selectFrom('finding')
    .select(['seq', 'severity', 'last_at', 'count', 'body'])
    .where(matching(query))
    .limit(query.limit + 1);
  for (const column of order.columns) select = select.orderBy(column, order.direction);
  if (query.cursor !== undefined) select = select.where(after(query.cursor, { of: query.sort, order }));
  const items: FindingPage['items'] = [];
  let bytes = 0;
  let next: string | null = null;
  let last: number[] = [];
  for (const row of await select.execute()) {
    bytes += Buffer.byteLength(row.body);
    if (items.length > 0 && (items.length === query.limit || bytes > pageBytes)) {
      next = writeCursor({ of: query.sort, numbers: last });
      break;
    }
    items.push(parseFinding(row.body) as FindingPage['items'][number]);
    last = order.columns.map((column) => row[column]);
  }
  return { items, next };
}

function matching(query: FindingQuery, without?: Filter): (build: Build) => Expression<SqlBool> {
  return (build) => {
    const terms: Expression<SqlBool>[] = [];
    const states = several(query.state);
    const severities = several(query.severity).map((severity) => severityRank[severity]);
    if (states.length > 0 && without !== 'state') terms.push(build('state', 'in', states));
    if (severities.length > 0 && without !== 'severity') terms.push(build('severity', 'in', severities));
    for (const [column, only, not] of [
      ['workload', query.workload, query.notWorkload],
      ['verdict', query.verdict, undefined],
      ['detector', query.detector, query.notDetector],
      ['technique', query.technique, query.notTechnique],
    ] as const) {
      if (column === without) continue;
      const others = several<string>(not);
      if (only !== undefined) terms.push(build(column, '=', only));
      // `NOT IN` alone would leave out what has none: NULL is neither in a list nor not in it.
      if (others.length > 0) terms.push(build.or([build(column, 'is', null), build(column, 'not in', others)]));
    }
    if (query.subject !== undefined)
      terms.push(build('detector', query.subject === 'image' ? '=' : '!=', imageDetector));
    if (query.since !== undefined) terms.push(build('last_at', '>=', query.since));
    if (query.until !== undefined) terms.push(build('last_at', '<=', query.until));
    if (query.text !== undefined && query.text !== '') terms.push(holdsText('haystack', query.text));
    return build.and(terms);
  };
}

async function facet(database: Kysely<Tables>, query: FindingQuery, column: Filter) {
  const rows = await database
    .selectFrom('finding')
    .select(({ fn }) => [column, fn.countAll<number>().as('found')])
    .where(matching(query, column))
    .where(column, 'is not', null)
    .groupBy(column)
    .orderBy('found', 'desc')
    .orderBy(column, 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({ value: String(row[column]), count: Number(row.found) }));
}

async function histogram(database: Kysely<Tables>, query: FindingQuery, { from, to }: { from: number; to: number }) {
  const bucketMs = Math.max(1000, Math.ceil((to - from + 1) / histogramBuckets));
  const rows = await database
    .selectFrom('finding')
    .select(({ fn }) => [
      sql<number>`CAST((last_at - ${from}) / ${bucketMs} AS INTEGER)`.as('bucket'),
      fn.countAll<number>().as('found'),
    ])
    .where(matching(query))
    .groupBy('bucket')
    .orderBy('bucket')
    .execute();
  return {
    bucketMs,
    buckets: rows.map(({ bucket, found }) => ({ at: (from + bucket * bucketMs) as EpochMs, count: Number(found) })),
  };
}
