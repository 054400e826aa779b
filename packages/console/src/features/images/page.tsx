/** Images: what is run and kept here, ordered by what matters: used, exploited, likely to be, severe. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { usePages } from '../../lib/use-pages.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { BulkBar } from '../../ui/data-table/bulk-bar.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { ShowMore } from '../../ui/data-table/show-more.tsx';
import { SortMenu } from '../../ui/data-table/sort-menu.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { useListSearch } from '../../ui/data-table/use-list-search.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { None, NoRows } from '../../ui/unanswered.tsx';
import { Card } from '../../ui/view-state.tsx';
import { imageColumns, whatItHolds } from './columns.tsx';
import classes from './page.module.css';
import { ImageFilters, imageChips, noFilters, type Search } from './parts/image-filters.tsx';
import { rescanReference } from './parts/rescan-reference.ts';
import { ScanDialog } from './parts/scan-dialog.tsx';
import { searched } from './parts/searched.ts';
import { standingOf } from './parts/standing.ts';
import { StandingLine } from './parts/standing-line.tsx';
import { advisoriesQuery, imagesQuery, imagesStanding, toQuery, useRequestScans } from './queries.ts';
import type { ImagesSearch } from './search.ts';

const route = getRouteApi('/frame/images/');
const orders = [
  { value: 'risk', word: 'risk' },
  { value: 'severity', word: 'severity' },
  { value: 'kev', word: 'exploited' },
  { value: 'epss', word: 'likely to be exploited' },
  { value: 'newest', word: 'newest' },
  { value: 'scanned', word: 'last scanned' },
  { value: 'name', word: 'name' },
  { value: 'size', word: 'size' },
] as const;

export function ImagesPage(): ReactNode {
  const { api, notice } = useServices();
  const search = route.useSearch();
  const go = useNavigate();
  const { selection, setSelection, change } = useListSearch<Search>();
  const query = toQuery(search);
  const list = useInfiniteQuery(imagesQuery(api, query));
  const all = useQuery(imagesStanding(api, query.workload)).data;
  const advisories = useQuery(advisoriesQuery(api)).data;
  const rescanning = useRequestScans();
  const [asking, setAsking] = useState(false);

  const columns = useMemo(
    () =>
      imageColumns({
        only: (field, value) => change({ [field]: field === 'state' ? [value] : value } as Search),
        holds: search.holds,
      }),
    [change, search.holds],
  );
  const { first, rows, more } = usePages(list);
  const chips = imageChips(search, change);
  const selected = rows.filter(({ id }) => selection[id]);
  const standing = all === undefined || all.total === 0 ? undefined : standingOf(all, advisories);
  const rescan = () =>
    rescanning.mutate(
      selected.map((image) => ({ reference: rescanReference(image) })),
      {
        onSuccess: (jobs) => {
          setSelection({});
          notice.set(`${formatAmount(jobs.length, 'scan')} asked for`);
        },
        onError: (error) => notice.set(`Not every scan could be asked for. ${error.message}`),
      },
    );

  return (
    <>
      <PageHead title="Images" lead={first && formatAmount(first.total, 'image matches', 'images match')}>
        <Link to="/images/scans" {...buttonClass()}>
          Queue of scans
        </Link>
        <Button look="main" icon="plus" onClick={() => setAsking(true)}>
          Scan an image …
        </Button>
      </PageHead>
      {standing !== undefined && <StandingLine standing={standing} />}
      <Toolbar
        label="Search images"
        placeholder="Name, digest or CVE number"
        text={search.text}
        onText={(text) => text !== search.text && change(searched(text))}
        shown={first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'image')} shown`}
        curl={asCurl(window.location.origin, 'listImages', { query })}
      >
        <ImageFilters search={search} facets={first?.facets} onChange={change} />
        <SortMenu value={query.sort ?? 'risk'} orders={orders} onChange={(sort) => change({ sort })} />
      </Toolbar>
      <FilterChips chips={chips} onClear={() => change(noFilters)} />
      <BulkBar what="image" count={selected.length} onClear={() => setSelection({})}>
        <Button icon="refresh" onClick={rescan} disabledBecause={rescanning.isPending ? 'Being asked' : undefined}>
          Scan again
        </Button>
      </BulkBar>
      {first !== undefined && rows.length > 0 ? (
        <DataTable
          label="Images"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          rowHeight={104}
          total={first.total}
          sort={query.sort}
          onSort={(sort) => change({ sort: sort as NonNullable<ImagesSearch['sort']> })}
          selection={selection}
          onSelection={setSelection}
          onOpen={({ id }) =>
            void go({ to: '/images/$image', params: { image: id }, search: whatItHolds(search.holds) })
          }
          onEnd={more}
        />
      ) : first !== undefined && search.text !== undefined ? (
        <Card kind="filtered" picture={<Icon name="filter" size={28} />} title="No images match these filters">
          <p>
            Their names, digests, systems and workloads were searched for “{search.text}”; other filters may leave
            images out, too. Or is it a package?
          </p>
          <p className={classes.ways}>
            <Button onClick={() => change({ text: undefined, holds: search.text })}>
              Images that hold {search.text}
            </Button>
            <Button onClick={() => change(noFilters)}>Clear all filters</Button>
          </p>
        </Card>
      ) : (
        <NoRows
          what="images"
          answered={first !== undefined}
          error={list.error}
          filtered={chips.length > 0}
          onRetry={() => void list.refetch()}
          onClear={() => change(noFilters)}
        >
          <None title="No images yet">
            <p>
              An image appears here when a container is started from it, when a registry in the{' '}
              <Link to="/settings">settings</Link> tells of it or is looked through, when a schedule names it, or when
              you ask for it.
            </p>
            <Button onClick={() => setAsking(true)}>Scan an image …</Button>
          </None>
        </NoRows>
      )}
      <ShowMore list={list} onMore={more} />
      {asking && <ScanDialog onClose={() => setAsking(false)} />}
    </>
  );
}
