/** What was found in an image, what matters most first; a row opens its panel. */
import type { ImageView } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { useNow, useServices } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { useChangeSearch } from '../../../lib/use-change-search.ts';
import { usePages } from '../../../lib/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { Faceted } from '../../../ui/data-table/faceted.tsx';
import { FilterChips } from '../../../ui/data-table/filter-chips.tsx';
import { ShowMore } from '../../../ui/data-table/show-more.tsx';
import { SortMenu } from '../../../ui/data-table/sort-menu.tsx';
import { Toolbar } from '../../../ui/data-table/toolbar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { NoRows } from '../../../ui/unanswered.tsx';
import { Card, ProofList, ViewState } from '../../../ui/view-state.tsx';
import { findingColumns, nameOf } from '../finding-columns.tsx';
import { imageFindingsQuery, toFindingsQuery } from '../queries.ts';
import type { ImageSearch } from '../search.ts';
import { findingChips, findingFacets, noFindingFilters } from './finding-facets.tsx';
import { FindingPanel } from './finding-panel.tsx';
import { layerName } from './layer-name.ts';
import { LeftOut } from './left-out.tsx';
import { oldAfterMs } from './standing.ts';

const route = getRouteApi('/frame/images/$image');
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
  const query = toFindingsQuery(search);
  const list = useInfiniteQuery(imageFindingsQuery(api, id, query));
  const change = useChangeSearch<ImageSearch>();
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
  const { first, rows, more } = usePages(list);
  const chips = findingChips(search, { change, layers });
  return (
    <>
      <Faceted facets={findingFacets(first?.facets, { search, change, layers })}>
        <Toolbar
          label="Search these findings"
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
            onEnd={more}
          />
        ) : (
          <NoRows
            what="findings"
            answered={first !== undefined}
            error={list.error}
            filtered={chips.length > 0}
            onRetry={() => void list.refetch()}
            onClear={() => change(noFindingFilters)}
          >
            <NothingFound view={view} leftOut={(first?.suppressed ?? 0) + (first?.hidden ?? 0)} />
          </NoRows>
        )}
        <ShowMore list={list} onMore={more} />
      </Faceted>
      {search.finding !== undefined && (
        <FindingPanel image={view} findingKey={search.finding} onClose={() => change({ finding: undefined })} />
      )}
    </>
  );
}

interface NothingFoundProps {
  readonly view: ImageView;
  readonly leftOut: number;
}

/** Nothing found is "clear" only where everything was looked at, with advisories that are not old. */
function NothingFound({ view: { report, summary }, leftOut }: NothingFoundProps): ReactNode {
  const now = useNow();
  if (report === null) return <ViewState situation={{ kind: 'loading' }} what="findings" />;
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
