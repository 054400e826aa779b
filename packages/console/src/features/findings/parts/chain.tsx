/** Event → baseline → finding → feedback: every link of the reasoning leads to its record. */
import type { Explained } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import classes from './chain.module.css';

export function Chain({ explained }: { readonly explained: Explained }): ReactNode {
  const { chain, finding, evidence } = explained;
  const feedback = chain.filter(({ type }) => type === 'feedback').length;
  return (
    <ol className={classes.chain} aria-label="What led to this finding">
      <li>
        {finding.kind === 'detection' ? (
          <a href="#evidence">{formatAmount(evidence.length, 'event')}</a>
        ) : (
          <Link to="/images/$image" params={{ image: finding.image.id }}>
            scan of {finding.image.name}
          </Link>
        )}
      </li>
      <li>
        <Icon name="right" size={12} />
        <Link
          to="/workloads/$"
          params={{ _splat: finding.workload }}
          search={{ tab: finding.kind === 'detection' ? 'behaviour' : 'image' }}
        >
          {finding.kind === 'detection' ? `baseline version ${finding.explanation.baseline.version}` : finding.workload}
        </Link>
      </li>
      <li aria-current="step">
        <Icon name="right" size={12} />
        <Link to="/findings/$finding" params={{ finding: finding.id }}>
          this finding
        </Link>
      </li>
      <li>
        <Icon name="right" size={12} />
        {feedback === 0 ? (
          <span className="quiet">nobody has said anything yet</span>
        ) : (
          <a href="#story">feedback, {formatAmount(feedback, 'time')}</a>
        )}
      </li>
    </ol>
  );
}
