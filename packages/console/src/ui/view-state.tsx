/** What a view shows instead of its content. Quiet, learning, clear and blind each have their own picture and colour. */
import { ApiError, type Status } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount, formatCompact } from '../lib/format.ts';
import { lostEvents, type Situation, seeingNodes } from '../lib/situation.ts';
import { BlindReasons } from './blind-reasons.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';
import classes from './view-state.module.css';

export interface ViewStateProps {
  readonly situation: Situation;
  /** What the view shows, in lower case: `findings`, `image`. */
  readonly what: string;
  readonly onRetry?: (() => void) | undefined;
  readonly onClearFilters?: (() => void) | undefined;
}

export function ViewState({ situation, what, onRetry, onClearFilters }: ViewStateProps): ReactNode {
  switch (situation.kind) {
    case 'loading':
      return <Loading what={what} />;
    case 'error':
    case 'forbidden':
      return <Refused situation={situation} what={what} onRetry={onRetry} />;
    case 'filtered':
      return (
        <Card kind="filtered" picture={<Icon name="filter" size={28} />} title={`No ${what} match these filters`}>
          <p>There may be others: the filters, the scope and the time range above leave them out.</p>
          {onClearFilters !== undefined && <Button onClick={onClearFilters}>Clear all filters</Button>}
        </Card>
      );
    case 'blind':
      return (
        <Card
          kind="blind"
          picture={<Icon name="blind" size={28} />}
          title={`Blind: that no ${what} are shown means nothing`}
        >
          <BlindReasons nodes={situation.status.nodes} />
        </Card>
      );
    case 'nothing yet':
      return (
        <Card kind="nothing" picture={<Mark size={30} />} title={`No ${what} yet`}>
          <p>Plimsoll sees this host and waits for the first container. Start one; it appears here within a second.</p>
        </Card>
      );
    case 'learning':
      return (
        <Card kind="learning" picture={<Icon name="learn" size={28} />} title={`No ${what} so far, and still learning`}>
          <p>
            While a workload is in discover, only what is never learned is reported: a program that is not in the image,
            a shell with a socket as its input, ptrace, a mount. The rest is reported once its mode is monitor.
          </p>
          <Proof status={situation.status} />
        </Card>
      );
    case 'clear':
      return (
        <Card kind="clear" picture={<Mark size={30} />} title="All clear">
          <Proof status={situation.status} />
        </Card>
      );
  }
}

function Proof({ status }: { readonly status: Status }): ReactNode {
  const all = status.nodes.length;
  const lost = lostEvents(status);
  return (
    <ProofList
      proof={[
        { words: `${formatCompact(status.eventsTotal)} events looked at` },
        { words: `${seeingNodes(status)} of ${formatAmount(all, 'sensor')} healthy` },
        { words: lost === 0 ? 'no events lost' : `${formatAmount(lost, 'event')} lost` },
      ]}
    />
  );
}

export interface ProofPoint {
  readonly words: string;
  /** It is less than whole: not a tick. */
  readonly wanting?: boolean;
}

/** What "clear" stands on. */
export function ProofList({ proof }: { readonly proof: readonly ProofPoint[] }): ReactNode {
  return (
    <ul className={classes.proof}>
      {proof.map(({ words, wanting = false }) => (
        <li key={words} data-wanting={wanting || undefined}>
          {words}
        </li>
      ))}
    </ul>
  );
}

interface RefusedProps {
  readonly situation: Extract<Situation, { kind: 'error' | 'forbidden' }>;
  readonly what: string;
  readonly onRetry: (() => void) | undefined;
}

function Refused({ situation, what, onRetry }: RefusedProps): ReactNode {
  const { error, kind } = situation;
  const told = error instanceof ApiError ? error : undefined;
  const title = kind === 'forbidden' ? `You may not see the ${what}` : (told?.message ?? `The ${what} cannot be shown`);
  return (
    <Card kind={kind} picture={<Icon name={kind === 'forbidden' ? 'lock' : 'broken'} size={28} />} title={title} alert>
      <p>{told?.hint ?? 'Reload the page. When it stays, report it with the steps that led here.'}</p>
      {told !== undefined && <p className="quiet">Code: {told.code}</p>}
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </Card>
  );
}

function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={classes.loading} role="status">
      <span className="visually-hidden">Loading {what}</span>
      {['92%', '78%', '86%', '64%', '81%', '70%'].map((width) => (
        <div key={width} className={classes.bone} style={{ width }} />
      ))}
    </div>
  );
}

export interface CardProps {
  readonly kind: 'clear' | 'learning' | 'nothing' | 'blind' | 'filtered' | 'error' | 'forbidden';
  readonly picture: ReactNode;
  readonly title: string;
  readonly alert?: boolean;
  readonly children: ReactNode;
}

/** For what only one view has to say; `kind` sets its look. */
export function Card({ kind, picture, title, alert = false, children }: CardProps): ReactNode {
  return (
    <div className={classes.card} data-kind={kind} role={alert ? 'alert' : 'status'}>
      <div className={classes.picture}>{picture}</div>
      <div className={classes.text}>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}
