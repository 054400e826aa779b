/** The bill of materials: every package, where it is from, whether it is used, what is wrong with it. */
import type { ImagePackagePage, ImageView } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { originNames, origins, type UseState, useNames, useStates } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { useChangeSearch } from '../../../lib/use-change-search.ts';
import { usePages } from '../../../lib/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import cell from '../../../ui/data-table/cell.module.css';
import type { Column } from '../../../ui/data-table/column.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { chipsFrom, FilterChips } from '../../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../../ui/data-table/filter-menu.tsx';
import { ShowMore } from '../../../ui/data-table/show-more.tsx';
import { Toolbar } from '../../../ui/data-table/toolbar.tsx';
import { SeverityBar } from '../../../ui/severity-bar.tsx';
import { None, NoRows } from '../../../ui/unanswered.tsx';
import { imagePackagesQuery, toPackagesQuery } from '../queries.ts';
import type { ImageSearch } from '../search.ts';
import { layerName } from './layer-name.ts';
import { UseTag } from './use-tag.tsx';

type Row = ImagePackagePage['items'][number];
const route = getRouteApi('/frame/images/$image');
const noFilters = {
  text: undefined,
  type: undefined,
  origin: undefined,
  layer: undefined,
  use: undefined,
  vulnerable: undefined,
} as const satisfies ImageSearch;

export function PackagesTab({ view }: { readonly view: ImageView }): ReactNode {
  const { api } = useServices();
  const { image: id } = route.useParams();
  const search = route.useSearch();
  const query = toPackagesQuery(search);
  const list = useInfiniteQuery(imagePackagesQuery(api, id, query));
  const change = useChangeSearch<ImageSearch>();
  const columns = useMemo(() => packageColumns(view), [view]);
  const { first, rows, more } = usePages(list);
  const chips = chipsOf(search, view, change);
  return (
    <div>
      <Toolbar
        label="Search packages"
        text={search.text}
        onText={(text) => text !== search.text && change({ text })}
        shown={
          first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'package')} shown`
        }
        curl={asCurl(window.location.origin, 'listImagePackages', { params: { image: id }, query })}
      >
        <FilterMenu
          label="Type"
          chosen={search.type}
          values={(first?.facets.type ?? []).map(({ value, count }) => ({ value, word: value, count }))}
          onChange={(type) => change({ type })}
        />
        <FilterMenu
          label="From"
          chosen={search.origin?.[0]}
          values={(first?.facets.origin ?? []).map(({ value, count }) => ({
            value,
            word: originNames[value as keyof typeof originNames] ?? value,
            count,
          }))}
          onChange={(value) => change({ origin: oneOf(origins, value) })}
        />
        <FilterMenu
          label="In use"
          chosen={search.use?.[0]}
          values={(first?.facets.use ?? []).map(({ value, count }) => ({
            value,
            word: useNames[value as UseState] ?? value,
            count,
          }))}
          onChange={(value) => change({ use: oneOf(useStates, value) })}
        />
        <Button
          aria-pressed={search.vulnerable === 'true'}
          onClick={() => change({ vulnerable: search.vulnerable ? undefined : 'true' })}
        >
          Vulnerable
        </Button>
      </Toolbar>
      <FilterChips chips={chips} onClear={() => change(noFilters)} />
      {first !== undefined && rows.length > 0 ? (
        <DataTable
          label="Packages of this image"
          columns={columns}
          rows={rows}
          rowId={({ package: one }) => one.id}
          rowHeight={56}
          total={first.total}
          sort={query.sort}
          onSort={(order) => change({ order: order as NonNullable<ImageSearch['order']> })}
          onOpen={({ package: one }) => change({ tab: 'findings', package: one.id, text: undefined })}
          onEnd={more}
        />
      ) : (
        <NoRows
          what="packages"
          answered={first !== undefined}
          error={list.error}
          filtered={chips.length > 0}
          onRetry={() => void list.refetch()}
          onClear={() => change(noFilters)}
        >
          <None title="No packages in this image">
            <p>
              No package manager has left its records in it, and no file in it says which packages it was built from.
            </p>
          </None>
        </NoRows>
      )}
      <ShowMore list={list} onMore={more} />
    </div>
  );
}

function oneOf<T extends string>(values: readonly T[], value: string | undefined): T[] | undefined {
  const known = values.find((each) => each === value);
  return known === undefined ? undefined : [known];
}

function chipsOf(search: ImageSearch, { report }: ImageView, change: (next: ImageSearch) => void) {
  const layer = report?.image.layers.find(({ diffId }) => diffId === search.layer);
  return chipsFrom<keyof typeof noFilters>(
    [
      ['type', search.type && `type: ${search.type}`],
      ['origin', search.origin && `from: ${search.origin.map((each) => originNames[each].toLowerCase()).join(', ')}`],
      ['use', search.use && `in use: ${search.use.map((each) => useNames[each].toLowerCase()).join(', ')}`],
      ['layer', search.layer && `layer: ${layer === undefined ? search.layer : layerName(layer)}`],
      ['vulnerable', search.vulnerable && 'vulnerable'],
      ['text', search.text && `words: ${search.text}`],
    ],
    change,
  );
}

const sum = (counts: Row['counts']) => Object.values(counts).reduce((total, count) => total + count, 0);

function packageColumns({ report, summary }: ImageView): readonly Column<Row>[] {
  const numbers = new Map(report?.image.layers.map(({ diffId, index }) => [diffId, index + 1]));
  return [
    {
      id: 'name',
      header: 'Package',
      sorts: { ascending: 'name' },
      cell: ({ package: one, counts, use }) => (
        <>
          <Link
            to="/images/$image"
            params={{ image: summary.id }}
            search={{ tab: 'findings', package: one.id }}
            className={cell.name}
          >
            {one.name}
          </Link>
          <span className={cell.place}>
            {one.version ?? 'version not known'} · {one.type}
            {one.evidence === 'declared' && ' · only declared'}
            {one.scope === 'development' && ' · for development'}
          </span>
          {/* On a phone there is no room for the columns beside it. */}
          <span className={cell.phone}>
            {sum(counts) > 0 && <SeverityBar counts={counts} />}
            {use !== null && <UseTag use={use} />}
          </span>
        </>
      ),
    },
    {
      id: 'counts',
      header: 'Vulnerabilities',
      width: '220px',
      from: 'tablet',
      sorts: { descending: 'findings' },
      cell: ({ counts }) => <SeverityBar counts={counts} />,
    },
    {
      id: 'use',
      header: 'In use',
      width: '178px',
      from: 'tablet',
      cell: ({ use }) => (use === null ? <span className="quiet">not watched</span> : <UseTag use={use} />),
    },
    {
      id: 'licence',
      header: 'Licence',
      width: '190px',
      from: 'laptop',
      cell: ({ package: one }) => one.licence ?? <span className="quiet">not known</span>,
    },
    {
      id: 'from',
      header: 'From',
      width: '150px',
      from: 'laptop',
      sorts: { ascending: 'type' },
      cell: ({ package: one }) => (
        <>
          {originNames[one.origin]}
          <span className={cell.place}>
            {one.layer !== undefined && numbers.has(one.layer) ? `layer ${numbers.get(one.layer)}` : 'layer not known'}
          </span>
        </>
      ),
    },
    {
      id: 'path',
      header: 'Path',
      from: 'wide',
      width: '220px',
      cell: ({ package: one }) => <code>{one.path}</code>,
    },
  ];
}
