/** Overview: is anything wrong, and what first? Every number leads to its list. */
import type { Status } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useServices } from '../../lib/services.tsx';
import { isBlind } from '../../lib/situation.ts';
import { useStatus } from '../../lib/status-query.ts';
import type { Finding } from '../../lib/words.ts';
import { Unanswered } from '../../ui/unanswered.tsx';
import classes from './page.module.css';
import { Headline } from './parts/headline.tsx';
import { Images } from './parts/images.tsx';
import { Learning } from './parts/learning.tsx';
import { OpenBySeverity } from './parts/open-by-severity.tsx';
import { Sensors } from './parts/sensors.tsx';
import { SinceLastVisit } from './parts/since-last-visit.tsx';
import { Waiting } from './parts/waiting.tsx';
import { WorstFindings } from './parts/worst-findings.tsx';
import { worstFindings } from './queries.ts';

export function OverviewPage(): ReactNode {
  const { api } = useServices();
  const { scope } = useSearch({ from: '/frame' });
  const status = useStatus();
  const worst = useQuery(worstFindings(api, scope === undefined ? {} : { workload: scope as Finding['workload'] }));
  if (status.data === undefined) {
    return <Unanswered error={status.error} what="overview" onRetry={() => void status.refetch()} />;
  }
  const { data } = status;
  if (data.state === 'waiting' && !isBlind(data)) return <Waiting status={data} />;
  return (
    <div className={classes.page}>
      <Headline status={data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <section className={classes.first} aria-labelledby="first">
            <header>
              <h2 id="first">What first</h2>
              <Link to="/findings" search={{ state: ['open'] }}>
                All open findings
              </Link>
            </header>
            <OpenBySeverity counts={data.openFindings} />
            <WorstFindings findings={worst.data?.items} status={data} error={worst.error} />
          </section>
          <SinceLastVisit />
        </div>
        <div className={classes.column}>
          <Images workload={scope as Finding['workload'] | undefined} />
          <Learning counts={data.workloads} />
        </div>
      </div>
      <Sensors status={data} />
      <Dropped dropped={data.dropped} />
    </div>
  );
}

function Dropped({ dropped }: { readonly dropped: Status['dropped'] }): ReactNode {
  const some = dropped.filter(({ count }) => count > 0);
  if (some.length === 0) return null;
  return (
    <p className="quiet">
      The server let go of:{' '}
      {some.map(({ what, count, why }) => `${count.toLocaleString('en')} ${what} (${why})`).join('; ')}.
    </p>
  );
}
