/** What happened in the last 7 days that this mode would have reported or stopped: the actions themselves, not a promise. */
import type { Mode, WorkloadSummary } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { keys } from '../../../lib/query-keys.ts';
import { useNow, useServices } from '../../../lib/services.tsx';
import { resolveRange } from '../../../lib/time-range.ts';
import { Ago } from '../../../ui/moment.tsx';
import classes from './dialogs.module.css';

export function WouldHave({ workload, mode }: { readonly workload: WorkloadSummary; readonly mode: Mode }): ReactNode {
  const { api } = useServices();
  const query = { workload: workload.id, limit: 100, ...resolveRange({ range: '7d' }, useNow()) };
  const found = useQuery({
    queryKey: [...keys.findings, 'would', query],
    queryFn: ({ signal }) => api.listFindings({ query }, { signal }),
  }).data;
  if (found === undefined) return null;
  const starts = found.items.filter(
    (one) => one.kind === 'detection' && one.behaviour === 'process' && one.state !== 'expected',
  );
  const shown = mode === 'protect' ? starts : found.items;
  const more = found.total > found.items.length ? 'at least ' : '';
  return (
    <div className={classes.would}>
      <p>
        <strong>
          In the last 7 days: {more}
          {formatAmount(
            shown.length,
            mode === 'protect' ? 'finding about programs' : 'finding',
            mode === 'protect' ? 'findings about programs' : 'findings',
          )}
        </strong>
        {mode === 'protect'
          ? '. Protect stops those whose program is not in the ready baseline; a dry run names them exactly.'
          : workload.mode === 'discover'
            ? ', of what discover reports. Monitor reports more: everything that departs.'
            : '.'}
      </p>
      {shown.length > 0 && (
        <ul>
          {shown.slice(0, 3).map((finding) => (
            <li key={finding.id}>
              <Link to="/findings/$finding" params={{ finding: finding.id }}>
                {finding.title}
              </Link>{' '}
              <span className="quiet">
                <Ago at={finding.lastAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
