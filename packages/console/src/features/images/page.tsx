/** Images: what is run and kept here, ordered by what matters: used, exploited, likely to be, severe. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { isForbidden } from '../../lib/api.ts';
import { asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import type { ImageSummary } from '../../lib/image-words.ts';
import { useServices } from '../../lib/services.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { DataTable, type Selection } from '../../ui/data-table/data-table.tsx';
import { FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { SortMenu } from '../../ui/data-table/sort-menu.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Card, ViewState } from '../../ui/view-state.tsx';
import { imageColumns } from './columns.tsx';
import classes from './page.module.css';
import { ImageFilters, imageChips, noFilters, type Search } from './parts/image-filters.tsx';
import { rescanReference } from './parts/rescan-reference.ts';
import { ScanDialog } from './parts/scan-dialog.tsx';
import { standingOf } from './parts/standing.ts';
import { StandingLine } from './parts/standing-line.tsx';
import { advisoriesQuery, imagesQuery, imagesStanding, toQuery, useRequestScans } from './queries.ts';
import type { ImagesSearch } from './search.ts';

const route = getRouteApi('/frame/images/');
const nothing: readonly ImageSummary[] = [];
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
  const query = toQuery(search);
  const list = useInfiniteQuery(imagesQuery(api, query));
  const all = useQuery(imagesStanding(api, query.workload)).data;
  const advisories = useQuery(advisoriesQuery(api)).data;
  const rescanning = useRequestScans();
  const [selection, setSelection] = useState<Selection>({});
  const [asking, setAsking] = useState(false);

  const change = useCallback(
    (next: Search) => {
      setSelection({});
      void go({ to: '.', search: (before) => ({ ...before, ...next }), resetScroll: false });
    },
    [go],
  );
  const columns = useMemo(
    () => imageColumns({ only: (field, value) => change({ [field]: field === 'state' ? [value] : value } as Search) }),
    [change],
  );
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? nothing, [list.data]);
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
      <div className={classes.head}>
        <h1>Images</h1>
        {first !== undefined && <p className="quiet">{formatAmount(first.total, 'image matches', 'images match')}</p>}
        <span className={classes.actions}>
          <Link to="/images/scans" {...buttonClass()}>
            Queue of scans
          </Link>
          <Button look="main" icon="plus" onClick={() => setAsking(true)}>
            Scan an image …
          </Button>
        </span>
      </div>
      {standing !== undefined && <StandingLine standing={standing} />}
      <Toolbar
        label="Search images"
        text={search.text}
        onText={(text) => text !== search.text && change({ text })}
        shown={first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'image')} shown`}
        curl={asCurl(window.location.origin, 'listImages', { query })}
      >
        <ImageFilters search={search} facets={first?.facets} onChange={change} />
        <SortMenu value={query.sort ?? 'risk'} orders={orders} onChange={(sort) => change({ sort })} />
      </Toolbar>
      <FilterChips chips={chips} onClear={() => change(noFilters)} />
      {selected.length > 0 && (
        <section className={classes.bulk} aria-label="Selected images">
          <strong>{formatAmount(selected.length, 'image')} selected</strong>
          <Button icon="refresh" onClick={rescan} disabledBecause={rescanning.isPending ? 'Being asked' : undefined}>
            Scan again
          </Button>
          <Button look="bare" onClick={() => setSelection({})}>
            Select none
          </Button>
        </section>
      )}
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
          onOpen={({ id }) => void go({ to: '/images/$image', params: { image: id } })}
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
        />
      ) : (
        <Nothing
          answered={first !== undefined}
          error={list.error}
          filtered={chips.length > 0}
          onRetry={() => void list.refetch()}
          onClear={() => change(noFilters)}
          onScan={() => setAsking(true)}
        />
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button onClick={() => void list.fetchNextPage()}>Show more</Button>
        </div>
      )}
      {asking && <ScanDialog onClose={() => setAsking(false)} />}
    </>
  );
}

interface NothingProps {
  readonly answered: boolean;
  readonly error: Error | null;
  readonly filtered: boolean;
  readonly onRetry: () => void;
  readonly onClear: () => void;
  readonly onScan: () => void;
}

function Nothing({ answered, error, filtered, onRetry, onClear, onScan }: NothingProps): ReactNode {
  if (!answered && error !== null) {
    const kind = isForbidden(error) ? 'forbidden' : 'error';
    return <ViewState situation={{ kind, error }} what="images" onRetry={onRetry} />;
  }
  if (!answered) return <ViewState situation={{ kind: 'loading' }} what="images" />;
  if (filtered) return <ViewState situation={{ kind: 'filtered' }} what="images" onClearFilters={onClear} />;
  return (
    <Card kind="nothing" picture={<Mark size={30} />} title="No images yet">
      <p>
        An image appears here when a container is started from it, when a registry in the{' '}
        <Link to="/settings">settings</Link> tells of it or is looked through, when a schedule names it, or when you ask
        for it.
      </p>
      <Button onClick={onScan}>Scan an image …</Button>
    </Card>
  );
}
