/** The states every list of the settings shares. */
import type { ReactNode } from 'react';
import { isForbidden } from '../../../lib/api.ts';
import { Mark } from '../../../ui/mark.tsx';
import { Card, ViewState } from '../../../ui/view-state.tsx';

interface UnansweredProps {
  readonly error: Error | null;
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

export function None({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Card kind="nothing" picture={<Mark size={30} />} title={title}>
      {children}
    </Card>
  );
}
