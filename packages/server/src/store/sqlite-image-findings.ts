/** Findings of one image, page by page: columns choose and order, compressed parts hold the bodies. */
import type { ImageFindingPage, ImageFindingQuery, ImageFindingRecord } from '@plimsoll/api';
import type { ImageFinding, Use } from '@plimsoll/core';
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { imageSeverities, imageSeverityRank, useRank, usesByRank } from './image-rank.ts';
import { itemsOf } from './sqlite-image-items.ts';
import { type Score, withScore } from './sqlite-image-rows.ts';
import { chosen, countOf, facetOf, holdsText, named, type Order, pageOf, several } from './sqlite-page.ts';
import { usesOfImage } from './sqlite-usage.ts';
import type { Tables } from './tables.ts';

type FindingFilter = 'kind' | 'severity' | 'status' | 'use' | 'origin' | 'layer';

const findingOrders: Readonly<Record<ImageFindingQuery['sort'], Order>> = {
  risk: { columns: ['use', 'kev', 'epss', 'severity', 'fixable', 'seq'], direction: 'desc' },
  severity: { columns: ['severity', 'kev', 'epss', 'seq'], direction: 'desc' },
  epss: { columns: ['epss', 'severity', 'seq'], direction: 'desc' },
  package: { columns: ['package_rank', 'severity_down', 'seq'], direction: 'asc' },
  newest: { columns: ['first_seen_at', 'severity', 'seq'], direction: 'desc' },
};

export async function pageOfFindings(
  database: Kysely<Tables>,
  image: number,
  query: ImageFindingQuery,
): Promise<ImageFindingPage> {
  const ranked = database
    .selectFrom('image_finding')
    .selectAll()
    .select([
      query.sort === 'package'
        ? sql<number>`dense_rank() OVER (ORDER BY package_name)`.as('package_rank')
        : sql<number>`0`.as('package_rank'),
      sql<number>`-severity`.as('severity_down'),
    ])
    .where('image', '=', image);
  const select = database
    .selectFrom(ranked.as('image_finding'))
    .selectAll()
    .where(findingsMatching(image, query) as never);
  const { rows, next } = await pageOf(select, findingOrders[query.sort], query);
  const bodies = await itemsOf<ImageFinding>(database, image, { of: 'finding', rows });
  const uses = await usesOfImage(database, image);
  const count = (narrowed: ImageFindingQuery) =>
    countOf(database.selectFrom('image_finding').where(findingsMatching(image, narrowed)));
  return {
    items: rows.map((row, index) => recordOf(row, bodies[index] as ImageFinding, uses)),
    total: await count(query),
    next,
    facets: {
      kind: await findingFacet(database, image, { query, column: 'kind' }),
      severity: named(await findingFacet(database, image, { query, column: 'severity' }), imageSeverities),
      status: await findingFacet(database, image, { query, column: 'status' }),
      use: named(await findingFacet(database, image, { query, column: 'use' }), usesByRank),
      origin: await findingFacet(database, image, { query, column: 'origin' }),
      layer: await findingFacet(database, image, { query, column: 'layer' }),
    },
    suppressed: query.suppressed === 'no' ? await count({ ...query, suppressed: 'only' }) : 0,
    hidden: query.hidden === 'no' ? await count({ ...query, hidden: 'only' }) : 0,
  };
}

export async function findingByKey(
  database: Kysely<Tables>,
  image: number,
  key: string,
): Promise<ImageFindingRecord | undefined> {
  const row = await database
    .selectFrom('image_finding')
    .select(['part', 'place', 'first_seen_at', 'epss', 'percentile'])
    .where('image', '=', image)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const [finding] = await itemsOf<ImageFinding>(database, image, { of: 'finding', rows: [row] });
  return finding && recordOf(row, finding, await usesOfImage(database, image));
}

/** What is known of use changes more often than findings do, so it is laid over them when they are read. */
export function withUse(finding: ImageFinding, uses: ReadonlyMap<string, Use> | undefined): ImageFinding {
  if (finding.kind !== 'vulnerability') return finding;
  return { ...finding, use: uses?.get(finding.package) ?? uses?.get('') };
}

function recordOf(
  row: Score & { readonly first_seen_at: number },
  finding: ImageFinding,
  uses: ReadonlyMap<string, Use> | undefined,
): ImageFindingRecord {
  return { finding: withUse(withScore(finding, row), uses), firstSeenAt: row.first_seen_at } as ImageFindingRecord;
}

function findingsMatching(image: number, query: ImageFindingQuery, without?: FindingFilter) {
  return (build: ExpressionBuilder<Tables, 'image_finding'>): Expression<SqlBool> => {
    const lists = {
      kind: several(query.kind),
      severity: several(query.severity).map((severity) => imageSeverityRank[severity]),
      status: several(query.status),
      use: several(query.use).map((use) => useRank[use]),
      origin: several(query.origin),
      layer: several(query.layer),
    } as const satisfies Record<FindingFilter, unknown>;
    const terms: Expression<SqlBool>[] = [build('image', '=', image), ...chosen(lists, without)];
    // What is no vulnerability is in no use: asked for by use, it does not come.
    if (lists.use.length > 0 && without !== 'use') terms.push(build('kind', '=', 'vulnerability'));
    if (query.package !== undefined) terms.push(build('package', '=', query.package));
    if (query.kev !== undefined) terms.push(build('kev', '=', query.kev ? 1 : 0));
    if (query.fixable !== undefined) terms.push(build('fixable', '=', query.fixable ? 1 : 0));
    if (query.suppressed !== 'all') terms.push(build('suppressed', query.suppressed === 'no' ? 'is' : 'is not', null));
    if (query.hidden !== 'all') terms.push(build('hidden', '=', query.hidden === 'no' ? 0 : 1));
    if (query.text !== undefined && query.text !== '') terms.push(holdsText('haystack', query.text));
    return build.and(terms);
  };
}

function findingFacet(
  database: Kysely<Tables>,
  image: number,
  { query, column }: { query: ImageFindingQuery; column: FindingFilter },
) {
  const rows = database
    .selectFrom('image_finding')
    .where(findingsMatching(image, query, column))
    .$if(column === 'use', (facet) => facet.where('kind', '=', 'vulnerability'));
  return facetOf(rows, column);
}
