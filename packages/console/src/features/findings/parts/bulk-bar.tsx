/** What can be done with the selected findings at once. */
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import type { Finding } from '../../../lib/words.ts';
import { Button } from '../../../ui/button.tsx';
import classes from './bulk-bar.module.css';
import type { FindingAction } from './change-dialog.tsx';

export interface BulkBarProps {
  readonly findings: readonly Finding[];
  readonly onAsk: (action: FindingAction) => void;
  readonly onClear: () => void;
}

export function BulkBar({ findings, onAsk, onClear }: BulkBarProps): ReactNode {
  if (findings.length === 0) return null;
  return (
    <section className={classes.bar} aria-label="Selected findings">
      <strong>{formatAmount(findings.length, 'finding')} selected</strong>
      <Button onClick={() => onAsk('acknowledged')}>Acknowledge</Button>
      <Button onClick={() => onAsk('expected')}>
        Expected <kbd>e</kbd>
      </Button>
      <Button onClick={() => onAsk('resolved')}>
        Resolve <kbd>r</kbd>
      </Button>
      <Button look="bare" onClick={onClear}>
        Select none
      </Button>
    </section>
  );
}
