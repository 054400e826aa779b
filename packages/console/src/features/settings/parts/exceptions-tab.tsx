/** What is accepted, by whom, why and until when; what it covers now. */
import type { ImageException } from '@plimsoll/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { callerWords } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { useChangeSearch } from '../../../lib/use-change-search.ts';
import { usePages } from '../../../lib/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { chipsFrom, FilterChips } from '../../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../../ui/data-table/filter-menu.tsx';
import { ShowMore } from '../../../ui/data-table/show-more.tsx';
import { Toolbar } from '../../../ui/data-table/toolbar.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { None, Unanswered } from '../../../ui/unanswered.tsx';
import { ViewState } from '../../../ui/view-state.tsx';
import page from '../page.module.css';
import { exceptionsQuery } from '../queries.ts';
import { exceptionStates, type SettingsSearch } from '../search.ts';
import classes from './exceptions-tab.module.css';
import { RevokeDialog } from './revoke-dialog.tsx';

const route = getRouteApi('/frame/settings');
const stateWords = { active: 'Active', expired: 'Expired', revoked: 'Revoked' } as const;

export function ExceptionsTab(): ReactNode {
  const { api } = useServices();
  const search = route.useSearch();
  const list = useInfiniteQuery(exceptionsQuery(api, search));
  const [revoking, setRevoking] = useState<ImageException>();
  const change = useChangeSearch<SettingsSearch>();
  const columns = useMemo(() => exceptionColumns(setRevoking), []);
  const { first, rows, more } = usePages(list);
  const { state, text } = search;
  const chips = chipsFrom<'state' | 'text'>(
    [
      ['state', state && `state: ${state}`],
      ['text', text && `words: ${text}`],
    ],
    change,
  );
  const clear = () => change({ state: undefined, text: undefined });
  if (first === undefined)
    return <Unanswered error={list.error} what="exceptions" onRetry={() => void list.refetch()} />;
  return (
    <section className={page.part} aria-label="Exceptions">
      <p className="quiet">
        An exception is made on the finding it is for: open one in <Link to="/images">Images</Link> and accept it for a
        time.
      </p>
      <div>
        <Toolbar
          label="Search exceptions"
          text={text}
          onText={(next) => next !== text && change({ text: next })}
          shown={`${formatCount(rows.length)} of ${formatAmount(first.total, 'exception')} shown`}
          curl={asCurl(window.location.origin, 'listExceptions', { query: { state, text } })}
        >
          <FilterMenu
            label="State"
            chosen={state}
            values={exceptionStates.map((value) => ({ value, word: stateWords[value] }))}
            onChange={(value) => change({ state: exceptionStates.find((known) => known === value) })}
          />
        </Toolbar>
        <FilterChips chips={chips} onClear={clear} />
        {rows.length > 0 ? (
          <DataTable
            label="Exceptions"
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            rowHeight={90}
            total={first.total}
            onEnd={more}
          />
        ) : chips.length > 0 ? (
          <ViewState situation={{ kind: 'filtered' }} what="exceptions" onClearFilters={clear} />
        ) : (
          <None title="No exceptions yet">
            <p>Nothing that was found is accepted: every finding counts.</p>
          </None>
        )}
        <ShowMore list={list} onMore={more} />
      </div>
      {revoking !== undefined && <RevokeDialog exception={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}

function exceptionColumns(onRevoke: (exception: ImageException) => void): readonly Column<ImageException>[] {
  return [
    {
      id: 'what',
      header: 'Accepts',
      cell: (exception) => {
        const { scope, reason, status } = exception;
        return (
          <>
            <strong>{scope.ids.join(', ')}</strong>
            <span className={classes.scope}>{scopeWords(scope)}</span>
            <p className={classes.reason}>
              {status === 'not_affected' && 'Cannot be used: '}
              {reason}
            </p>
            <div className={classes.narrow}>
              <Until exception={exception} />
            </div>
          </>
        );
      },
    },
    {
      id: 'covers',
      header: 'Covers now',
      width: '130px',
      from: 'tablet',
      cell: ({ findings, images, scope: { ids } }) => {
        if (findings === 0) return <span className="quiet">nothing</span>;
        const words = `${formatAmount(findings, 'finding')} in ${formatAmount(images, 'image')}`;
        const [only] = ids;
        // The list of images is asked for one at a time.
        if (only === undefined || ids.length > 1) return words;
        return (
          <Link to="/images" search={{ holds: only }}>
            {words}
          </Link>
        );
      },
    },
    {
      id: 'owner',
      header: 'Who',
      width: '140px',
      from: 'laptop',
      cell: ({ owner, createdBy, createdAt }) => (
        <>
          {callerWords(owner)}
          <span className={classes.scope}>
            made by {callerWords(createdBy)} <Ago at={createdAt} />
          </span>
        </>
      ),
    },
    {
      id: 'state',
      header: 'Until',
      width: '150px',
      from: 'tablet',
      cell: (exception) => <Until exception={exception} />,
    },
    {
      id: 'act',
      header: 'Act',
      width: '112px',
      align: 'end',
      cell: (exception) =>
        exception.state === 'active' ? (
          <Button
            onClick={() => onRevoke(exception)}
            aria-label={`Revoke the exception of ${exception.scope.ids.join(', ')}`}
          >
            Revoke …
          </Button>
        ) : (
          <span className="quiet">–</span>
        ),
    },
  ];
}

function Until({ exception }: { readonly exception: ImageException }): ReactNode {
  const { state, expiresAt, revokedAt, revokedBy } = exception;
  return (
    <>
      {state === 'active' && <Tag tone="sea" icon="check" word="Active" />}
      {state === 'expired' && <Tag tone="plain" icon="clock" word="Expired" />}
      {state === 'revoked' && <Tag tone="plain" icon="close" word="Revoked" />}
      <span className={classes.scope}>
        {state === 'revoked' && revokedAt !== null ? (
          <>
            by {callerWords(revokedBy ?? 'somebody')} <Ago at={revokedAt} />
          </>
        ) : expiresAt === null ? (
          'has no end'
        ) : (
          <>
            {state === 'active' ? 'ends ' : 'ended '}
            <Ago at={expiresAt} />
          </>
        )}
      </span>
    </>
  );
}

function scopeWords({ packages, repositories, paths }: ImageException['scope']): string {
  const parts = [
    packages.length > 0 && `in ${packages.join(', ')}`,
    repositories.length > 0 && `of ${repositories.join(', ')}`,
    paths.length > 0 && `at ${paths.join(', ')}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'everywhere' : parts.join(' ');
}
