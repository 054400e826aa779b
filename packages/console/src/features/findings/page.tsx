/** Findings: everything that was judged worth a person's time, narrowed by pressing what one sees. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { asCommand, asCurl } from '../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import type { GlobalSearch } from '../../lib/search.ts';
import { useNow, useServices } from '../../lib/services.tsx';
import { situationOf } from '../../lib/situation.ts';
import { useStatus } from '../../lib/status-query.ts';
import { usePages } from '../../lib/use-pages.ts';
import { type Finding, findingStates, severities } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { BulkBar } from '../../ui/data-table/bulk-bar.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Faceted } from '../../ui/data-table/faceted.tsx';
import { FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { ShowMore } from '../../ui/data-table/show-more.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { useListSearch } from '../../ui/data-table/use-list-search.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { TimeBars } from '../../ui/time-bars.tsx';
import { ViewState } from '../../ui/view-state.tsx';
import { findingColumns } from './columns.tsx';
import classes from './page.module.css';
import { ChangeDialog, type FindingAction } from './parts/change-dialog.tsx';
import { facetsOf } from './parts/facets-of.tsx';
import { chipsOf, leavingOut } from './parts/filters.ts';
import { findingsQuery, toQuery } from './queries.ts';
import type { FindingsSearch } from './search.ts';

const route = getRouteApi('/frame/findings');
type Search = FindingsSearch & { readonly scope?: string | undefined };

export function FindingsPage(): ReactNode {
  const { api } = useServices();
  const search = route.useSearch();
  const go = useNavigate();
  const { selection, setSelection, change } = useListSearch<Search>();
  const status = useStatus().data;
  const query = toQuery(search, useNow());
  const list = useInfiniteQuery(findingsQuery(api, query));
  const [asked, setAsked] = useState<{ action: FindingAction; findings: readonly Finding[] }>();

  const columns = useMemo(
    () =>
      findingColumns({
        oneState: search.state?.length === 1,
        only: (field, value) => change({ [field]: field === 'severity' || field === 'state' ? [value] : value }),
        without: (field, value) => {
          if (field !== 'severity' && field !== 'state') return change(leavingOut(search, field, value));
          const all: readonly string[] = field === 'severity' ? severities : findingStates;
          const before: readonly string[] = search[field] ?? all;
          change({ [field]: before.filter((known) => known !== value) });
        },
      }),
    [change, search],
  );
  const brush = useCallback(
    (from: number, to: number) => void go({ to: '.', search: (before) => ({ ...before, range: undefined, from, to }) }),
    [go],
  );

  const { first, rows, more } = usePages(list);
  const techniques = new Map(
    rows.flatMap((row) =>
      row.kind === 'detection' && row.technique !== undefined ? [[row.technique.id, row.technique.name]] : [],
    ),
  );
  const chips = chipsOf(search, change);
  const filtered = chips.length > 0 || query.since !== undefined || query.until !== undefined;
  const situation = situationOf({
    answered: first !== undefined,
    error: list.error,
    count: rows.length,
    filtered: filtered && !isPlain(search),
    status,
  });
  const clear = () =>
    change({
      state: undefined,
      severity: undefined,
      detector: undefined,
      technique: undefined,
      verdict: undefined,
      notWorkload: undefined,
      notDetector: undefined,
      notTechnique: undefined,
      text: undefined,
      scope: undefined,
    });
  const ask = (action: FindingAction) => (findings: readonly Finding[]) =>
    findings.length > 0 && setAsked({ action, findings });
  const selected = rows.filter(({ id }) => selection[id]);

  return (
    <>
      <PageHead title="Findings" lead={first && formatAmount(first.total, 'finding matches', 'findings match')} />
      <Faceted facets={facetsOf(first?.facets, { search, change, techniques })}>
        {first !== undefined && first.histogram.buckets.length > 1 && (
          <div className={classes.histogram}>
            <TimeBars what="findings" {...first.histogram} onBrush={brush} />
          </div>
        )}
        <Toolbar
          label="Search findings"
          text={search.text}
          onText={(text) => text !== search.text && change({ text })}
          shown={
            first === undefined ? '' : `${formatCount(rows.length)} of ${formatAmount(first.total, 'finding')} shown`
          }
          curl={asCurl(window.location.origin, 'listFindings', { query })}
          command={asCommand(['findings'], {
            workload: search.scope,
            state: search.state ?? findingStates,
            severity: search.severity,
            verdict: search.verdict,
            detector: search.detector,
            technique: search.technique,
            'not-workload': search.notWorkload,
            'not-detector': search.notDetector,
            'not-technique': search.notTechnique,
            text: search.text,
          })}
        />
        <FilterChips chips={chips} onClear={clear} />
        <BulkBar what="finding" count={selected.length} onClear={() => setSelection({})}>
          <Button onClick={() => ask('acknowledged')(selected)}>Acknowledge</Button>
          <Button onClick={() => ask('expected')(selected)}>
            Expected <kbd>e</kbd>
          </Button>
          <Button onClick={() => ask('resolved')(selected)}>
            Resolve <kbd>r</kbd>
          </Button>
        </BulkBar>
        {situation !== undefined ? (
          <ViewState situation={situation} what="findings" onRetry={() => void list.refetch()} onClearFilters={clear} />
        ) : (
          <DataTable
            label="Findings"
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            rowName={({ title, workload }) => `${title} in ${workload}`}
            rowHeight={98}
            total={first?.total ?? rows.length}
            sort={query.sort}
            onSort={(sort) => change({ sort: sort as NonNullable<FindingsSearch['sort']> })}
            selection={selection}
            onSelection={setSelection}
            onOpen={({ id }) => void go({ to: '/findings/$finding', params: { finding: id } })}
            keys={{ e: ask('expected'), r: ask('resolved') }}
            onEnd={more}
          />
        )}
        <ShowMore list={list} onMore={more} />
      </Faceted>
      {asked !== undefined && (
        <ChangeDialog
          action={asked.action}
          findings={asked.findings}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined);
            setSelection({});
          }}
        />
      )}
    </>
  );
}

/** Open findings at any time are the whole truth of now; that they are none needs proof, not "no matches". */
function isPlain({ state, sort: _, ...filters }: FindingsSearch & Pick<GlobalSearch, 'scope'>): boolean {
  const { severity, verdict, detector, technique, text, scope, notWorkload, notDetector, notTechnique } = filters;
  const others = [severity, verdict, detector, technique, text, scope, notWorkload, notDetector, notTechnique];
  return (
    others.every((value) => value === undefined) && (state === undefined || (state.length === 1 && state[0] === 'open'))
  );
}
