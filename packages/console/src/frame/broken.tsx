/** What is shown when a page itself fails: never a white screen. */
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ViewState } from '../ui/view-state.tsx';

export function Broken({ error, reset }: ErrorComponentProps): ReactNode {
  return <ViewState situation={{ kind: 'error', error }} what="page" onRetry={reset} />;
}
