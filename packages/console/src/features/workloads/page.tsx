/** Workloads: what runs here, whether we see it, how far its learning is, and what is open. */
import type { WorkloadSummary } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { asCommand, asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { isBlind, situationOf } from '../../lib/situation.ts';
import { useStatus } from '../../lib/status-query.ts';
import { modeNames, modes, sightNames, sights } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Selection } from '../../ui/data-table/data-table.tsx';
import { FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../ui/data-table/filter-menu.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { ViewState } from '../../ui/view-state.tsx';
import { workloadColumns } from './columns.tsx';
import classes from './page.module.css';
import { ModeDialog } from './parts/mode-dialog.tsx';
import { toQuery, workloadsQuery } from './queries.ts';
import type { WorkloadsSearch } from './search.ts';

const route = getRouteApi('/frame/workloads/');
const nothing: readonly WorkloadSummary[] = [];

export function WorkloadsPage(): ReactNode {
  const { api } = useServices();
  const search = route.useSearch();
  const go = useNavigate();
  const status = useStatus().data;
  const query = toQuery(search);
  const list = useInfiniteQuery(workloadsQuery(api, query));
  const [selection, setSelection] = useState<Selection>({});
  const [changing, setChanging] = useState<readonly WorkloadSummary[]>();

  const change = useCallback(
    (next: WorkloadsSearch & { scope?: string | undefined }) => {
      setSelection({});
      void go({ to: '.', search: (before) => ({ ...before, ...next }), resetScroll: false });
    },
    [go],
  );
  const columns = useMemo(() => workloadColumns({ only: (field, value) => change({ [field]: value }) }), [change]);
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? nothing, [list.data]);
  const { text, mode, sight, scope } = search;
  const chips = [
    ...(mode === undefined ? [] : [{ words: `mode: ${modeNames[mode]}`, onRemove: () => change({ mode: undefined }) }]),
    ...(sight === undefined
      ? []
      : [{ words: `sight: ${sightNames[sight]}`, onRemove: () => change({ sight: undefined }) }]),
    ...(text === undefined ? [] : [{ words: `words: ${text}`, onRemove: () => change({ text: undefined }) }]),
    ...(scope === undefined ? [] : [{ words: `workload: ${scope}`, onRemove: () => change({ scope: undefined }) }]),
  ];
  const clear = () => change({ mode: undefined, sight: undefined, text: undefined, scope: undefined });
  const situation = situationOf({
    answered: first !== undefined,
    error: list.error,
    count: rows.length,
    filtered: chips.length > 0,
    status,
  });
  const selected = rows.filter(({ id }) => selection[id]);

  return (
    <>
      <div className={classes.head}>
        <h1>Workloads</h1>
        <p className="quiet">Replicas of one service share one workload, and learn as one.</p>
      </div>
      <Toolbar
        label="Search workloads"
        text={text}
        onText={(next) => next !== text && change({ text: next })}
        shown={
          first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'workload')} shown`
        }
        curl={asCurl(window.location.origin, 'listWorkloads', { query })}
        command={asCommand(['workloads'])}
      >
        <FilterMenu
          label="Mode"
          chosen={mode}
          values={modes.map((value) => ({ value, word: modeNames[value], count: status?.workloads[value] }))}
          onChange={(value) => change({ mode: modes.find((known) => known === value) })}
        />
        <FilterMenu
          label="Sight"
          chosen={sight}
          values={sights.map((value) => ({ value, word: sightNames[value] }))}
          onChange={(value) => change({ sight: sights.find((known) => known === value) })}
        />
      </Toolbar>
      <FilterChips chips={chips} onClear={clear} />
      {selected.length > 0 && (
        <section className={classes.bulk} aria-label="Selected workloads">
          <strong>{formatAmount(selected.length, 'workload')} selected</strong>
          <Button onClick={() => setChanging(selected)}>Change mode …</Button>
          <Button look="bare" onClick={() => setSelection({})}>
            Select none
          </Button>
        </section>
      )}
      {situation !== undefined ? (
        <ViewState
          situation={situation.kind === 'clear' || situation.kind === 'learning' ? { kind: 'nothing yet' } : situation}
          what="workloads"
          onRetry={() => void list.refetch()}
          onClearFilters={clear}
        />
      ) : (
        <DataTable
          label={status !== undefined && isBlind(status) ? 'Workloads, not all of which are seen' : 'Workloads'}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          rowName={({ id }) => id}
          rowHeight={84}
          total={first?.total ?? rows.length}
          sort={query.sort}
          onSort={(sort) => change({ sort: sort as NonNullable<WorkloadsSearch['sort']> })}
          selection={selection}
          onSelection={setSelection}
          onOpen={({ id }) => void go({ to: '/workloads/$', params: { _splat: id } })}
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
        />
      )}
      {changing !== undefined && (
        <ModeDialog
          workloads={changing}
          onClose={() => setChanging(undefined)}
          onDone={() => {
            setChanging(undefined);
            setSelection({});
          }}
        />
      )}
    </>
  );
}
