/** The queue of scans as it moves, what was done, and what failed with what to do about it. */
import type { ScanJob } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { isForbidden } from '../../lib/api.ts';
import { asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { scanKindNames, scanStateNames, scanStates, triggerNames } from '../../lib/image-words.ts';
import { useServices, useStore } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../ui/data-table/filter-menu.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Card, ViewState } from '../../ui/view-state.tsx';
import { ScanDialog } from '../images/parts/scan-dialog.tsx';
import { nameOf, scanColumns } from './columns.tsx';
import classes from './page.module.css';
import { scansQuery, toQuery, useCancelScan, useRetryScan } from './queries.ts';
import { type ScansSearch, scanKinds, triggers } from './search.ts';

const route = getRouteApi('/frame/images/scans');
const nothing: readonly ScanJob[] = [];
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
  const change = useCallback(
    (next: ScansSearch) => void go({ to: '.', search: (before) => ({ ...before, ...next }), resetScroll: false }),
    [go],
  );
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
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? nothing, [list.data]);
  const chips = chipsOf(search, change);
  const clear = () => change({ state: undefined, trigger: undefined, kind: undefined, text: undefined });
  return (
    <>
      <div className={classes.head}>
        <h1>Queue of scans</h1>
        <p className="quiet">
          <Link to="/images">Images</Link>
          {first !== undefined && ` · ${atWork(first.counts)}`}
        </p>
        <Button look="main" icon="plus" onClick={() => setAsking(true)}>
          Scan an image …
        </Button>
      </div>
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
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
        />
      ) : (
        <Nothing
          answered={first !== undefined}
          error={list.error}
          filtered={chips.length > 0}
          onRetry={() => void list.refetch()}
          onClear={clear}
        />
      )}
      {list.hasNextPage && (
        <p className={classes.more}>
          <Button onClick={() => void list.fetchNextPage()}>Show more</Button>
        </p>
      )}
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
  const said: readonly (readonly [keyof ScansSearch, string | undefined])[] = [
    ['state', search.state && `state: ${search.state.map((state) => scanStateNames[state].toLowerCase()).join(', ')}`],
    ['trigger', search.trigger && `because: ${triggerNames[search.trigger]}`],
    ['kind', search.kind && `kind: ${scanKindNames[search.kind].toLowerCase()}`],
    ['text', search.text && `words: ${search.text}`],
  ];
  return said.flatMap(([key, words]) =>
    words === undefined ? [] : [{ words, onRemove: () => change({ [key]: undefined }) }],
  );
}

interface NothingProps {
  readonly answered: boolean;
  readonly error: Error | null;
  readonly filtered: boolean;
  readonly onRetry: () => void;
  readonly onClear: () => void;
}

function Nothing({ answered, error, filtered, onRetry, onClear }: NothingProps): ReactNode {
  if (!answered && error !== null) {
    const kind = isForbidden(error) ? 'forbidden' : 'error';
    return <ViewState situation={{ kind, error }} what="scans" onRetry={onRetry} />;
  }
  if (!answered) return <ViewState situation={{ kind: 'loading' }} what="scans" />;
  if (filtered) return <ViewState situation={{ kind: 'filtered' }} what="scans" onClearFilters={onClear} />;
  return (
    <Card kind="nothing" picture={<Mark size={30} />} title="No scans yet">
      <p>The first is made when a container starts, a registry tells of a push, or you ask for it.</p>
    </Card>
  );
}
