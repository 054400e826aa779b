/** The queue of scans as it moves, what was done, and what failed with what to do about it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { scanKindNames, scanStateNames, scanStates, triggerNames } from '../../lib/image-words.ts';
import { useServices, useStore } from '../../lib/services.tsx';
import { useChangeSearch } from '../../lib/use-change-search.ts';
import { usePages } from '../../lib/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { chipsFrom, FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../ui/data-table/filter-menu.tsx';
import { ShowMore } from '../../ui/data-table/show-more.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { None, NoRows } from '../../ui/unanswered.tsx';
import { ScanDialog } from '../images/parts/scan-dialog.tsx';
import { nameOf, scanColumns } from './columns.tsx';
import classes from './page.module.css';
import { scansQuery, toQuery, useCancelScan, useRetryScan } from './queries.ts';
import { type ScansSearch, scanKinds, triggers } from './search.ts';

const route = getRouteApi('/frame/images/scans');
/** Only while the live stream is broken: otherwise it tells. */
const pollMs = 3000;

export function ScansPage(): ReactNode {
  const { api, live, notice } = useServices();
  const search = route.useSearch();
  const go = useNavigate();
  const query = toQuery(search);
  const hears = useStore(live.connection).state === 'live';
  const list = useInfiniteQuery({
    ...scansQuery(api, query),
    refetchInterval: ({ state }) => {
      const counts = state.data?.pages[0]?.counts;
      return !hears && counts !== undefined && counts.queued + counts.running > 0 ? pollMs : false;
    },
  });
  const cancelling = useCancelScan();
  const retrying = useRetryScan();
  const [asking, setAsking] = useState(false);
  const change = useChangeSearch<ScansSearch>();
  const { mutate: cancel } = cancelling;
  const { mutate: retry } = retrying;
  const columns = useMemo(() => {
    const told = { onError: (error: Error) => notice.set(error.message) };
    return scanColumns({
      only: (field, value) => change({ [field]: value } as ScansSearch),
      cancel: ({ id }) => cancel(id, told),
      retry: ({ id }) => retry(id, told),
    });
  }, [change, cancel, retry, notice]);
  const { first, rows, more } = usePages(list);
  const chips = chipsOf(search, change);
  const clear = () => change({ state: undefined, trigger: undefined, kind: undefined, text: undefined });
  return (
    <>
      <PageHead
        title="Queue of scans"
        lead={
          <>
            <Link to="/images">Images</Link>
            {first !== undefined && ` · ${atWork(first.counts)}`}
          </>
        }
      >
        <Button look="main" icon="plus" onClick={() => setAsking(true)}>
          Scan an image …
        </Button>
      </PageHead>
      {first !== undefined && !first.scanning.on && (
        <div className={classes.off} role="status">
          <Icon name="blind" />
          <p>
            <strong>No scans are made.</strong> {first.scanning.why ?? 'Scanning is turned off.'}
          </p>
        </div>
      )}
      <Toolbar
        label="Search scans"
        text={search.text}
        onText={(text) => text !== search.text && change({ text })}
        shown={first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'scan')} shown`}
        curl={asCurl(window.location.origin, 'listScans', { query })}
      >
        <FilterMenu
          label="State"
          chosen={search.state?.[0]}
          values={scanStates.map((value) => ({ value, word: scanStateNames[value], count: first?.counts[value] }))}
          onChange={(value) => {
            const state = scanStates.find((known) => known === value);
            change({ state: state === undefined ? undefined : [state] });
          }}
        />
        <FilterMenu
          label="Because"
          chosen={search.trigger}
          values={triggers.map((value) => ({ value, word: triggerNames[value] }))}
          onChange={(value) => change({ trigger: triggers.find((known) => known === value) })}
        />
        <FilterMenu
          label="Kind"
          chosen={search.kind}
          values={scanKinds.map((value) => ({ value, word: scanKindNames[value] }))}
          onChange={(value) => change({ kind: scanKinds.find((known) => known === value) })}
        />
      </Toolbar>
      <FilterChips chips={chips} onClear={clear} />
      {first !== undefined && rows.length > 0 ? (
        <DataTable
          label="Scans"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          rowName={nameOf}
          rowHeight={72}
          total={first.total}
          sort={query.sort}
          onSort={(sort) => change({ sort: sort as NonNullable<ScansSearch['sort']> })}
          onOpen={({ outcome }) =>
            outcome?.image != null && void go({ to: '/images/$image', params: { image: outcome.image } })
          }
          onEnd={more}
        />
      ) : (
        <NoRows
          what="scans"
          answered={first !== undefined}
          error={list.error}
          filtered={chips.length > 0}
          onRetry={() => void list.refetch()}
          onClear={clear}
        >
          <None title="No scans yet">
            <p>The first is made when a container starts, a registry tells of a push, or you ask for it.</p>
          </None>
        </NoRows>
      )}
      <ShowMore list={list} onMore={more} />
      {asking && <ScanDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function atWork({ queued, running, failed }: Record<'queued' | 'running' | 'failed', number>): string {
  const work =
    running + queued === 0 ? 'nothing waits' : `${formatCount(running)} running, ${formatCount(queued)} waiting`;
  return failed === 0 ? work : `${work}, ${formatCount(failed)} failed`;
}

function chipsOf(search: ScansSearch, change: (next: ScansSearch) => void) {
  return chipsFrom<keyof ScansSearch>(
    [
      [
        'state',
        search.state && `state: ${search.state.map((state) => scanStateNames[state].toLowerCase()).join(', ')}`,
      ],
      ['trigger', search.trigger && `because: ${triggerNames[search.trigger]}`],
      ['kind', search.kind && `kind: ${scanKindNames[search.kind].toLowerCase()}`],
      ['text', search.text && `words: ${search.text}`],
    ],
    change,
  );
}
