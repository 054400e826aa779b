/** Packages of one image, page by page: as its findings are. */
import type { ImagePackagePage, ImagePackageQuery, ImageSummary } from '@plimsoll/api';
import type { Package } from '@plimsoll/core';
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { useRank, usesByRank } from './image-rank.ts';
import { itemsOf } from './sqlite-image-items.ts';
import { chosen, countOf, facetOf, holdsText, named, type Order, pageOf, several } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

type PackageFilter = 'type' | 'origin' | 'layer' | 'use' | 'licence';

const packageOrders: Readonly<Record<ImagePackageQuery['sort'], Order>> = {
  name: { columns: ['name_rank', 'seq'], direction: 'asc' },
  type: { columns: ['type_rank', 'seq'], direction: 'asc' },
  findings: { columns: ['vulnerable', 'use', 'seq'], direction: 'desc' },
};

export async function pageOfPackages(
  database: Kysely<Tables>,
  image: number,
  query: ImagePackageQuery,
): Promise<ImagePackagePage> {
  const ranked = database
    .selectFrom('image_package')
    .selectAll()
    .select([
      sql<number>`dense_rank() OVER (ORDER BY name)`.as('name_rank'),
      sql<number>`dense_rank() OVER (ORDER BY type, name)`.as('type_rank'),
    ])
    .where('image', '=', image);
  const select = database
    .selectFrom(ranked.as('image_package'))
    .selectAll()
    .where(packagesMatching(image, query) as never);
  const { rows, next } = await pageOf(select, packageOrders[query.sort], query);
  const bodies = await itemsOf<Package>(database, image, { of: 'package', rows });
  return {
    items: rows.map((row, index) => ({
      package: bodies[index] as ImagePackagePage['items'][number]['package'],
      counts: JSON.parse(row.counts) as ImageSummary['counts'],
      use: usesByRank[row.use] ?? null,
    })),
    total: await countOf(database.selectFrom('image_package').where(packagesMatching(image, query))),
    next,
    facets: {
      type: await packageFacet(database, image, { query, column: 'type' }),
      origin: await packageFacet(database, image, { query, column: 'origin' }),
      use: named(await packageFacet(database, image, { query, column: 'use' }), usesByRank),
      licence: await packageFacet(database, image, { query, column: 'licence' }),
    },
  };
}

function packagesMatching(image: number, query: ImagePackageQuery, without?: PackageFilter) {
  return (build: ExpressionBuilder<Tables, 'image_package'>): Expression<SqlBool> => {
    const lists = {
      type: several(query.type),
      origin: several(query.origin),
      layer: several(query.layer),
      use: several(query.use).map((use) => useRank[use]),
    } as const;
    const terms: Expression<SqlBool>[] = [build('image', '=', image), ...chosen(lists, without)];
    if (query.vulnerable !== undefined) terms.push(build('vulnerable', query.vulnerable ? '>' : '=', 0));
    if (query.text !== undefined && query.text !== '') terms.push(holdsText('haystack', query.text));
    return build.and(terms);
  };
}

function packageFacet(
  database: Kysely<Tables>,
  image: number,
  { query, column }: { query: ImagePackageQuery; column: PackageFilter },
) {
  return facetOf(database.selectFrom('image_package').where(packagesMatching(image, query, column)), column);
}
