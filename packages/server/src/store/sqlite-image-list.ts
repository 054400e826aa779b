/** One page of images, what matters most first, with counts over everything that matches. */
import type { ImagePage, ImageQuery, ImageSummary } from '@plimsoll/api';
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { imageSeverities, imageSeverityRank, matchName } from './image-rank.ts';
import type { ImageRow } from './image-tables.ts';
import { countOf, facetOf, holdsText, type Order, oneOf, pageOf, several } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

type Filter = 'state' | 'repository' | 'worst' | 'workload';
/** With what the name of a vulnerability stands for, which is looked up once for all that is counted by it. */
type Asked = ImageQuery & { readonly sources: readonly string[] };
type Build = ExpressionBuilder<Tables, 'image'>;

/** `CVE-2024-3094`, `ghsa-…`, `RHSA-2024:1`; also a rule, and many a package. */
const looksLikeId = /^[a-z]+-[\w:.-]+$/i;

/** All end in `seq`, which is unique. */
const orders: Readonly<Record<ImageQuery['sort'], Order>> = {
  risk: { columns: ['urgent', 'use_worst', 'kev', 'epss', 'worst', 'seq'], direction: 'desc' },
  severity: { columns: ['worst', 'critical', 'high', 'medium', 'seq'], direction: 'desc' },
  kev: { columns: ['kev', 'epss', 'seq'], direction: 'desc' },
  epss: { columns: ['epss', 'seq'], direction: 'desc' },
  newest: { columns: ['first_seen_at', 'seq'], direction: 'desc' },
  scanned: { columns: ['scanned', 'seq'], direction: 'desc' },
  name: { columns: ['name_rank', 'seq'], direction: 'asc' },
  size: { columns: ['bytes', 'seq'], direction: 'desc' },
};

export async function listImages(database: Kysely<Tables>, wanted: ImageQuery): Promise<ImagePage> {
  const sources = wanted.holds === undefined ? [] : await sourcesNamed(database, wanted.holds);
  const query: Asked = { ...wanted, sources };
  // Names cannot be in a cursor of numbers: their rank among all can, and is taken anew for each page.
  const ranked = database
    .selectFrom('image')
    .selectAll()
    .select([
      sql<number>`coalesce(scanned_at, 0)`.as('scanned'),
      query.sort === 'name'
        ? sql<number>`row_number() OVER (ORDER BY name, seq)`.as('name_rank')
        : sql<number>`0`.as('name_rank'),
    ]);
  const select = database
    .selectFrom(ranked.as('image'))
    .selectAll()
    .where(matching(query) as never);
  const { rows, next } = await pageOf(select, orders[query.sort], query);
  return {
    items: rows.map((row) => summaryOf(row)),
    total: await countOf(database.selectFrom('image').where(matching(query))),
    next,
    facets: {
      state: await facet(database, query, 'state'),
      repository: await facet(database, query, 'repository'),
      severity: (await facet(database, query, 'worst'))
        .filter(({ value }) => value !== '-1')
        .map(({ value, count }) => ({ value: imageSeverities[Number(value)] ?? value, count })),
      workload: await workloadFacet(database, query),
    },
  };
}

function matching(query: Asked, without?: Filter): (build: Build) => Expression<SqlBool> {
  return (build) => {
    const terms: Expression<SqlBool>[] = [];
    const states = several(query.state);
    if (query.text !== undefined && query.text !== '') terms.push(named(build, query.text));
    if (states.length > 0 && without !== 'state') terms.push(build('state', 'in', states));
    if (query.repository !== undefined && without !== 'repository')
      terms.push(build('repository', '=', query.repository));
    if (query.workload !== undefined && without !== 'workload') {
      terms.push(sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(image.workloads) WHERE value = ${query.workload})`);
    }
    if (query.severity !== undefined && without !== 'worst') {
      terms.push(build('worst', '>=', imageSeverityRank[query.severity]));
    }
    for (const [column, asked] of [
      ['containers', query.running],
      ['kev', query.kev],
      ['current', query.current],
    ] as const) {
      if (asked !== undefined) terms.push(asked ? build(column, '>', 0) : build(column, '=', 0));
    }
    if (query.breaks !== undefined) terms.push(build('breaks', query.breaks ? '!=' : '=', '[]'));
    if (query.holds !== undefined) terms.push(holds(query.holds, query.sources));
    return build.and(terms);
  };
}

function holds(text: string, sources: readonly string[]): Expression<SqlBool> {
  const name = matchName(text);
  return sql<SqlBool>`(
    image.seq IN (SELECT image FROM image_finding WHERE ${oneOf('source', sources)})
    OR image.seq IN (SELECT image FROM image_package WHERE match_name = ${name})
    OR image.seq IN (SELECT image FROM image_package WHERE source_name = ${name})
  )`;
}

/**
 * What findings are kept under that bear this name or another spelling of it: one of GitHub's is mostly found under its CVE. A pass over
 * all findings, some hundred milliseconds for half a million; along an index of sources each row would be fetched by itself.
 */
async function sourcesNamed(database: Kysely<Tables>, text: string): Promise<readonly string[]> {
  if (!looksLikeId.test(text)) return [text];
  const name = text.toLowerCase();
  const { rows } = await sql<{ source: string }>`
    SELECT DISTINCT source FROM image_finding NOT INDEXED
    WHERE instr(haystack, ${name}) > 0 AND lower(package_name) <> ${name}
      AND instr(char(10) || haystack || char(10), char(10) || ${name} || char(10)) > 0`.execute(database);
  return [text, ...rows.map(({ source }) => source)];
}

/** By any name it ever had: a tag that moved on to it does not take the one away that people know. */
function named(build: Build, text: string): Expression<SqlBool> {
  const wanted = text.toLowerCase();
  return build.or([
    holdsText('haystack', text),
    sql<SqlBool>`instr(lower(workloads), ${wanted}) > 0`,
    sql<SqlBool>`EXISTS (SELECT 1 FROM image_name WHERE image_name.image = image.seq AND instr(lower(image_name.name), ${wanted}) > 0)`,
  ]);
}

function facet(database: Kysely<Tables>, query: Asked, column: Exclude<Filter, 'workload'>) {
  return facetOf(database.selectFrom('image').where(matching(query, column)), column);
}

async function workloadFacet(database: Kysely<Tables>, query: Asked) {
  const rows = await sql<{ value: string; found: number }>`
    SELECT each.value AS value, count(*) AS found
    FROM (${database.selectFrom('image').select('workloads').where(matching(query, 'workload'))}) AS image,
      json_each(image.workloads) AS each
    GROUP BY each.value ORDER BY found DESC, each.value LIMIT 100`.execute(database);
  return rows.rows.map(({ value, found }) => ({ value: String(value), count: Number(found) }));
}

export function summaryOf(row: Omit<ImageRow, 'seq'>): ImageSummary {
  const useSeverity = row.use_worst < 0 ? null : (imageSeverities[row.use_worst >> 1] ?? null);
  return {
    id: row.id,
    digest: row.digest as ImageSummary['digest'],
    name: row.name,
    repository: row.repository,
    tag: row.tag,
    current: row.current === 1,
    platform: json(row.platform),
    os: json(row.os),
    createdAt: row.created_at as ImageSummary['createdAt'],
    firstSeenAt: row.first_seen_at as ImageSummary['firstSeenAt'],
    state: row.state as ImageSummary['state'],
    scannedAt: row.scanned_at as ImageSummary['scannedAt'],
    dataAt: row.data_at as ImageSummary['dataAt'],
    failure: json(row.failure),
    bytes: row.bytes,
    layers: row.layers,
    packages: row.packages,
    counts: countsOf(row),
    kinds: JSON.parse(row.kinds),
    fixable: row.fixable,
    kev: row.kev,
    epss: row.epss > 0 ? row.epss : null,
    use:
      row.watched_since === null
        ? null
        : {
            executed: row.executed,
            loaded: row.loaded,
            neverSeen: row.never_seen,
            severity: useSeverity,
            watchedSince: row.watched_since as ImageSummary['firstSeenAt'],
          },
    suppressed: row.suppressed,
    hidden: row.hidden,
    workloads: JSON.parse(row.workloads),
    containers: row.containers,
    breaks: JSON.parse(row.breaks),
  };
}

export function countsOf({
  critical,
  high,
  medium,
  low,
  negligible,
  unknown,
}: ImageSummary['counts']): ImageSummary['counts'] {
  return { critical, high, medium, low, negligible, unknown };
}

function json<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
