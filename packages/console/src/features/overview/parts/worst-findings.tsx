/** The three to look at first, each with its one sentence of why. */
import type { Status } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { situationOf } from '../../../lib/situation.ts';
import type { Finding } from '../../../lib/words.ts';
import cell from '../../../ui/data-table/cell.module.css';
import { Ago } from '../../../ui/moment.tsx';
import { SeverityTag } from '../../../ui/tag.tsx';
import { Told } from '../../../ui/told.tsx';
import { ViewState } from '../../../ui/view-state.tsx';
import classes from './worst-findings.module.css';

interface WorstFindingsProps {
  readonly findings: readonly Finding[] | undefined;
  readonly status: Status;
  readonly error: unknown;
}

export function WorstFindings({ findings, status, error }: WorstFindingsProps): ReactNode {
  const situation = situationOf({
    answered: findings !== undefined,
    error,
    count: findings?.length ?? 0,
    filtered: false,
    status,
  });
  if (situation !== undefined) {
    return (
      <div className={classes.state}>
        <ViewState situation={situation} what="open findings" />
      </div>
    );
  }
  return (
    <ol className={classes.list}>
      {findings?.map((finding) => (
        <li key={finding.id} className={classes.finding}>
          <SeverityTag severity={finding.severity} />
          <div className={classes.text}>
            <Link to="/findings/$finding" params={{ finding: finding.id }} className={cell.name}>
              {finding.title}
            </Link>
            <p className={classes.sentence}>
              <Told text={finding.sentence} />
            </p>
            <p className={classes.meta}>
              <Link to="/workloads/$" params={{ _splat: finding.workload }}>
                {finding.workload}
              </Link>{' '}
              · <Ago at={finding.lastAt} />
              {finding.count > 1 && ` · ${formatAmount(finding.count, 'time')}`}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
