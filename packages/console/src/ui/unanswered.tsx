/** In place of what was asked for, where a view has no states of its own: still loading, refused, filtered to nothing. */
import type { ReactNode } from 'react';
import { isForbidden } from '../lib/api.ts';
import { Mark } from './mark.tsx';
import { Card, ViewState } from './view-state.tsx';

interface UnansweredProps {
  readonly error: Error | null;
  /** In lower case and plural: `findings`. */
  readonly what: string;
  readonly onRetry: () => void;
}

/** Nothing was answered yet, or a refusal. */
export function Unanswered({ error, what, onRetry }: UnansweredProps): ReactNode {
  if (error === null) return <ViewState situation={{ kind: 'loading' }} what={what} />;
  return (
    <ViewState situation={{ kind: isForbidden(error) ? 'forbidden' : 'error', error }} what={what} onRetry={onRetry} />
  );
}

interface NoRowsProps extends UnansweredProps {
  readonly answered: boolean;
  readonly filtered: boolean;
  readonly onClear: () => void;
  /** What it means that there is nothing although nothing is filtered. */
  readonly children: ReactNode;
}

/** In place of the rows of a list. */
export function NoRows({ answered, filtered, onClear, children, ...asked }: NoRowsProps): ReactNode {
  if (!answered) return <Unanswered {...asked} />;
  if (filtered) return <ViewState situation={{ kind: 'filtered' }} what={asked.what} onClearFilters={onClear} />;
  return children;
}

/** There is nothing yet; the children say where it comes from. */
export function None({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Card kind="nothing" picture={<Mark size={30} />} title={title}>
      {children}
    </Card>
  );
}
