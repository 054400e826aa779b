/** What can be done with the selected rows of a list at once. */
import type { ReactNode } from 'react';
import { formatAmount } from '../../lib/format.ts';
import { Button } from '../button.tsx';
import classes from './bulk-bar.module.css';

export interface BulkBarProps {
  /** What the list holds, in the singular: `finding`. */
  readonly what: string;
  readonly count: number;
  readonly onClear: () => void;
  /** The buttons. */
  readonly children: ReactNode;
}

export function BulkBar({ what, count, onClear, children }: BulkBarProps): ReactNode {
  if (count === 0) return null;
  return (
    <section className={classes.bar} aria-label={`Selected ${what}s`}>
      <strong>{formatAmount(count, what)} selected</strong>
      {children}
      <Button look="bare" onClick={onClear}>
        Select none
      </Button>
    </section>
  );
}
