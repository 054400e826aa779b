/** Open findings by severity: four numbers, each the way to its list. */
import type { Status } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { severities, severityNames } from '../../../lib/words.ts';
import { Icon } from '../../../ui/icon.tsx';
import classes from './open-by-severity.module.css';

export function OpenBySeverity({ counts }: { readonly counts: Status['openFindings'] }): ReactNode {
  return (
    <ul className={classes.counts} aria-label="Open findings by severity">
      {severities.map((severity) => (
        <li key={severity}>
          <Link
            to="/findings"
            search={{ state: ['open'], severity: [severity] }}
            className={classes.count}
            data-severity={severity}
            data-none={counts[severity] === 0 || undefined}
          >
            <span className={classes.number}>{formatCount(counts[severity])}</span>
            <span className={classes.word}>
              <Icon name={severity} size={14} />
              {severityNames[severity]}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
