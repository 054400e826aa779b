/** What was found in an image, what matters most first; a row opens its panel. */
import type { ImageView } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { useNow, useServices } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { Facets } from '../../../ui/data-table/facets.tsx';
import { FilterChips } from '../../../ui/data-table/filter-chips.tsx';
import { SortMenu } from '../../../ui/data-table/sort-menu.tsx';
import { Toolbar } from '../../../ui/data-table/toolbar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { Card, ProofList, ViewState } from '../../../ui/view-state.tsx';
import { type FindingRow, findingColumns, nameOf } from '../finding-columns.tsx';
import { imageFindingsQuery, toFindingsQuery } from '../queries.ts';
import type { ImageSearch } from '../search.ts';
import { findingChips, findingFacets, noFindingFilters } from './finding-facets.tsx';
import { FindingPanel } from './finding-panel.tsx';
import classes from './findings-tab.module.css';
import { layerName } from './layer-name.ts';
import { LeftOut } from './left-out.tsx';
import { oldAfterMs } from './standing.ts';

const route = getRouteApi('/frame/images/$image');
const nothing: readonly FindingRow[] = [];
const orders = [
  { value: 'risk', word: 'risk' },
  { value: 'severity', word: 'severity' },
  { value: 'epss', word: 'likely to be exploited' },
  { value: 'package', word: 'package' },
  { value: 'newest', word: 'newest' },
] as const;

export function FindingsTab({ view }: { readonly view: ImageView }): ReactNode {
  const { api } = useServices();
  const { image: id } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate();
  const query = toFindingsQuery(search);
  const list = useInfiniteQuery(imageFindingsQuery(api, id, query));
  const change = useCallback(
    (next: ImageSearch) => void go({ to: '.', search: (before) => ({ ...before, ...next }), resetScroll: false }),
    [go],
  );
  const columns = useMemo(
    () =>
      findingColumns({
        only: (field, value) => change({ [field]: [value] } as ImageSearch),
        openKey: (finding) => change({ finding }),
      }),
    [change],
  );
  const layers = useMemo(
    () => (view.report?.image.layers ?? []).map((layer) => ({ diffId: layer.diffId, words: layerName(layer) })),
    [view.report],
  );
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? nothing, [list.data]);
  const chips = findingChips(search, { change, layers });
  return (
    <div className={classes.columns}>
      <details className={classes.side} open={window.matchMedia('(width >= 1024px)').matches}>
        <summary>Filters</summary>
        <Facets facets={findingFacets(first?.facets, { search, change, layers })} />
      </details>
      <div className={classes.content}>
        <Toolbar
          label="Search findings of this image"
          text={search.text}
          onText={(text) => text !== search.text && change({ text })}
          shown={
            first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'finding')} shown`
          }
          curl={asCurl(window.location.origin, 'listImageFindings', { params: { image: id }, query })}
        >
          <Button aria-pressed={search.kev === 'true'} onClick={() => change({ kev: search.kev ? undefined : 'true' })}>
            Exploited
          </Button>
          <Button
            aria-pressed={search.fixable === 'true'}
            onClick={() => change({ fixable: search.fixable ? undefined : 'true' })}
          >
            With a fix
          </Button>
          <SortMenu value={query.sort ?? 'risk'} orders={orders} onChange={(sort) => change({ sort })} />
        </Toolbar>
        <FilterChips chips={chips} onClear={() => change(noFindingFilters)} />
        {first !== undefined && <LeftOut page={first} search={search} onChange={change} />}
        {first !== undefined && rows.length > 0 ? (
          <DataTable
            label="Findings of this image"
            columns={columns}
            rows={rows}
            rowId={({ finding }) => finding.key}
            rowName={({ finding }) => nameOf(finding)}
            rowHeight={84}
            total={first.total}
            sort={query.sort}
            onSort={(sort) => change({ sort: sort as NonNullable<ImageSearch['sort']> })}
            onOpen={({ finding }) => change({ finding: finding.key })}
            onEnd={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
          />
        ) : (
          <NoFindings
            view={view}
            leftOut={(first?.suppressed ?? 0) + (first?.hidden ?? 0)}
            answered={first !== undefined}
            error={list.error}
            filtered={chips.length > 0}
            onRetry={() => void list.refetch()}
            onClear={() => change(noFindingFilters)}
          />
        )}
        {list.hasNextPage && (
          <p className={classes.more}>
            <Button onClick={() => void list.fetchNextPage()}>Show more</Button>
          </p>
        )}
      </div>
      {search.finding !== undefined && (
        <FindingPanel image={view} findingKey={search.finding} onClose={() => change({ finding: undefined })} />
      )}
    </div>
  );
}

interface NoFindingsProps {
  readonly view: ImageView;
  readonly leftOut: number;
  readonly answered: boolean;
  readonly error: Error | null;
  readonly filtered: boolean;
  readonly onRetry: () => void;
  readonly onClear: () => void;
}

/** Nothing found is "clear" only where everything was looked at, with advisories that are not old. */
function NoFindings({ view, leftOut, answered, error, filtered, onRetry, onClear }: NoFindingsProps): ReactNode {
  const now = useNow();
  const { report, summary } = view;
  if (!answered && error !== null)
    return <ViewState situation={{ kind: 'error', error }} what="findings" onRetry={onRetry} />;
  if (!answered || report === null) return <ViewState situation={{ kind: 'loading' }} what="findings" />;
  if (filtered) return <ViewState situation={{ kind: 'filtered' }} what="findings" onClearFilters={onClear} />;
  const age = report.data === null ? undefined : Math.max(0, now - report.data.newestAt);
  const old = age === undefined || age > oldAfterMs;
  const proof = [
    { words: `${formatAmount(summary.packages, 'package')} in ${formatAmount(summary.layers, 'layer')}` },
    { words: report.complete ? 'everything was looked at' : 'not everything was looked at', wanting: !report.complete },
    { words: age === undefined ? 'no advisories' : `newest advisory ${formatDuration(age)} old`, wanting: old },
  ];
  if (!report.complete || old) {
    return (
      <Card kind="blind" picture={<Icon name="blind" size={28} />} title="Nothing was found, which says little here">
        <ProofList proof={proof} />
      </Card>
    );
  }
  return (
    <Card
      kind="clear"
      picture={<Mark size={30} />}
      title={leftOut > 0 ? 'Nothing is open: what was found is accepted or left out' : 'All clear'}
    >
      <ProofList proof={proof} />
    </Card>
  );
}
