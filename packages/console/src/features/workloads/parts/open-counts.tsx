/** Open findings of a workload, worst first; the number leads to the list. */
import type { WorkloadSummary } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { severities, severityNames } from '../../../lib/words.ts';
import { Icon } from '../../../ui/icon.tsx';
import classes from './open-counts.module.css';

interface OpenCountsProps {
  readonly workload: string;
  readonly counts: WorkloadSummary['openFindings'];
}

export function OpenCounts({ workload, counts }: OpenCountsProps): ReactNode {
  const some = severities.filter((severity) => counts[severity] > 0);
  if (some.length === 0) return <span className="quiet">none</span>;
  return (
    <span className={classes.counts}>
      {some.map((severity) => (
        <Link
          key={severity}
          to="/findings"
          search={{ state: ['open'], severity: [severity], scope: workload }}
          className={classes.count}
          data-severity={severity}
        >
          <Icon name={severity} size={14} />
          {formatCount(counts[severity])} {severityNames[severity].toLowerCase()}
        </Link>
      ))}
    </span>
  );
}
