/** Live: what happens now. Stands still while you read; says when it shows only a sample. */
import { type EventRecord, livePath } from '@plimsoll/api';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState, useSyncExternalStore } from 'react';
import { curl } from '../../lib/copy-as.ts';
import { kindNames } from '../../lib/event-words.ts';
import { formatAmount, formatCount } from '../../lib/format.ts';
import { useServices, useStore } from '../../lib/services.tsx';
import { isBlind } from '../../lib/situation.ts';
import { useStatus } from '../../lib/status-query.ts';
import { useChangeSearch } from '../../lib/use-change-search.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { chipsFrom, FilterChips } from '../../ui/data-table/filter-chips.tsx';
import { Toolbar } from '../../ui/data-table/toolbar.tsx';
import { RateStrip } from '../../ui/rate-strip.tsx';
import { ViewState } from '../../ui/view-state.tsx';
import { eventColumns } from './columns.tsx';
import classes from './page.module.css';
import { eventKinds, type LiveSearch } from './search.ts';
import { useLiveStream } from './use-live-stream.ts';

const route = getRouteApi('/frame/live');
type Search = LiveSearch & { readonly scope?: string | undefined };

export function LivePage(): ReactNode {
  const search = route.useSearch();
  const status = useStatus().data;
  const connection = useStore(useServices().live.connection);
  const [stopped, setStopped] = useState(false);
  const [hovered, setHovered] = useState(false);
  const scrolled = useSyncExternalStore(onScroll, isScrolled);
  const paused = stopped || hovered || scrolled;
  const { stream, showWaiting } = useLiveStream(paused);

  const change = useChangeSearch<Search>();
  const columns = useMemo(
    () =>
      eventColumns({
        only: (field, value) => change({ [field]: field === 'kind' ? [value] : value }),
        withoutKind: (kind) => change({ kind: (search.kind ?? eventKinds).filter((known) => known !== kind) }),
      }),
    [change, search.kind],
  );
  const rows = useMemo(() => stream.shown.filter((event) => matches(event, search)), [stream.shown, search]);
  const chips = chipsFrom<keyof Search>(
    [
      ['kind', search.kind && `kind: ${search.kind.map((kind) => kindNames[kind]).join(', ')}`],
      ['scope', search.scope && `workload: ${search.scope}`],
      ['text', search.text && `words: ${search.text}`],
    ],
    change,
  );
  const clear = () => change({ kind: undefined, scope: undefined, text: undefined });
  return (
    <>
      <div className={classes.head}>
        <h1>Live</h1>
        <p className="quiet" role="status">
          {connection.state !== 'live'
            ? 'Not connected; it tries again by itself.'
            : paused
              ? 'Paused while you read.'
              : 'Events as they come.'}
        </p>
        <Button icon={stopped ? 'play' : 'pause'} onClick={() => setStopped(!stopped)}>
          {stopped ? 'Go on' : 'Pause'}
        </Button>
      </div>
      <div className={classes.strip}>
        <RateStrip points={stream.points} />
        {stream.held > 0 && (
          <p className={classes.sampled}>
            <strong>Sampled:</strong> {formatAmount(stream.held, 'event')} came faster than people read and were not
            sent here. They were still judged.
          </p>
        )}
      </div>
      <Toolbar
        label="Search in what came"
        text={search.text}
        onText={(text) => text !== search.text && change({ text })}
        shown={`${formatCount(rows.length)} of ${formatAmount(stream.shown.length, 'event')} shown`}
        curl={curl(`${window.location.origin}${livePath}`)}
        command="plimsoll findings --follow --json"
      />
      <FilterChips chips={chips} onClear={clear} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: resting the pointer only pauses; the button above does the same */}
      <div className={classes.list} onMouseEnter={() => setHovered(true)} onMouseLeave={() => setHovered(false)}>
        {stream.waitingCount > 0 && (
          <button
            type="button"
            className={classes.waiting}
            onClick={() => {
              showWaiting();
              window.scrollTo({ top: 0 });
            }}
          >
            {formatCount(stream.waitingCount)} new
          </button>
        )}
        {rows.length > 0 ? (
          <DataTable
            label="Live events, newest first"
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            rowHeight={41}
            total={rows.length}
          />
        ) : status !== undefined && isBlind(status) ? (
          <ViewState situation={{ kind: 'blind', status }} what="events" />
        ) : stream.shown.length > 0 ? (
          <ViewState situation={{ kind: 'filtered' }} what="events" onClearFilters={clear} />
        ) : (
          <div className={classes.quiet} role="status">
            <h2>Listening</h2>
            <p>
              Nothing has happened since you opened this page. Only starts of programs, privileged calls and new
              behaviour travel here: a workload that does what it always does is quiet.
            </p>
          </div>
        )}
      </div>
    </>
  );
}

function matches(
  event: EventRecord,
  { kind, scope, text }: LiveSearch & { readonly scope?: string | undefined },
): boolean {
  if (kind !== undefined && !kind.includes(event.kind)) return false;
  if (scope !== undefined && event.workload !== scope) return false;
  if (text === undefined) return true;
  return `${event.summary} ${event.containerName} ${event.workload}`.toLowerCase().includes(text.toLowerCase());
}

function onScroll(listener: () => void): () => void {
  window.addEventListener('scroll', listener, { passive: true });
  return () => window.removeEventListener('scroll', listener);
}

const isScrolled = () => window.scrollY > 80;
