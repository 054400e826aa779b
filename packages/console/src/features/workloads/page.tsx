/** Workloads: what runs here, whether we see it, how far its learning is, and what is open. */
import type { WorkloadSummary } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { asCommand, asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { isBlind, situationOf } from '../../lib/situation.ts';
import { useStatus } from '../../lib/status-query.ts';
import { usePages } from '../../lib/use-pages.ts';
import { modeNames, modes, sightNames, sights } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { BulkBar } from '../../ui/data-table/bulk-bar.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { chipsFrom, FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../ui/data-table/filter-menu.tsx';
import { ShowMore } from '../../ui/data-table/show-more.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { useListSearch } from '../../ui/data-table/use-list-search.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { ViewState } from '../../ui/view-state.tsx';
import { workloadColumns } from './columns.tsx';
import { ModeDialog } from './parts/mode-dialog.tsx';
import { toQuery, workloadsQuery } from './queries.ts';
import type { WorkloadsSearch } from './search.ts';

const route = getRouteApi('/frame/workloads/');
type Search = WorkloadsSearch & { readonly scope?: string | undefined };

export function WorkloadsPage(): ReactNode {
  const { api } = useServices();
  const search = route.useSearch();
  const go = useNavigate();
  const { selection, setSelection, change } = useListSearch<Search>();
  const status = useStatus().data;
  const query = toQuery(search);
  const list = useInfiniteQuery(workloadsQuery(api, query));
  const [changing, setChanging] = useState<readonly WorkloadSummary[]>();

  const columns = useMemo(() => workloadColumns({ only: (field, value) => change({ [field]: value }) }), [change]);
  const { first, rows, more } = usePages(list);
  const { text, mode, sight, scope } = search;
  const chips = chipsFrom<keyof Search>(
    [
      ['mode', mode && `mode: ${modeNames[mode]}`],
      ['sight', sight && `sight: ${sightNames[sight]}`],
      ['text', text && `words: ${text}`],
      ['scope', scope && `workload: ${scope}`],
    ],
    change,
  );
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
      <PageHead title="Workloads" lead="Replicas of one service share one workload, and learn as one." />
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
      <BulkBar what="workload" count={selected.length} onClear={() => setSelection({})}>
        <Button onClick={() => setChanging(selected)}>Change mode …</Button>
      </BulkBar>
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
          onEnd={more}
        />
      )}
      <ShowMore list={list} onMore={more} />
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
