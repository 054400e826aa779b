/** One workload: whether it is seen, how far its learning is, how strictly it is held to it, and what is known of it. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useServices } from '../../lib/services.tsx';
import { splitWorkload } from '../../lib/words.ts';
import { Ago } from '../../ui/moment.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ModeTag, SightTag } from '../../ui/tag.tsx';
import { Unanswered } from '../../ui/unanswered.tsx';
import { BehaviourTab } from './parts/behaviour-tab.tsx';
import { HistoryTab } from './parts/history-tab.tsx';
import { ImageTab } from './parts/image-tab.tsx';
import { ReadyTag } from './parts/learning-cell.tsx';
import { SummaryTab } from './parts/summary-tab.tsx';
import { workloadQuery } from './queries.ts';
import classes from './workload-page.module.css';

const route = getRouteApi('/frame/workloads/$');

export function WorkloadPage(): ReactNode {
  const { _splat: id = '' } = route.useParams();
  const { tab = 'summary' } = route.useSearch();
  const { api } = useServices();
  const asked = useQuery(workloadQuery(api, id));
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="workload" onRetry={() => void asked.refetch()} />;
  }
  const workload = asked.data;
  const { place, name } = splitWorkload(id);
  const learnedOnce = workload.readiness.coverage.reduce((sum, { probationary }) => sum + probationary, 0);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <p className={classes.place}>{place}</p>
        <h1>{name}</h1>
        <p className={classes.tags}>
          <SightTag sight={workload.sight} reason={workload.sightReason} />
          <ModeTag mode={workload.mode} dryRun={workload.dryRun} />
          <ReadyTag readiness={workload.readiness} declaredReady={workload.declaredReady} />
          <span className="quiet">
            first seen <Ago at={workload.firstSeenAt} />, last <Ago at={workload.lastSeenAt} />
          </span>
        </p>
        {workload.sight === 'blind' && (
          <p className={classes.blind} role="status">
            <strong>Blind.</strong> {workload.sightReason ?? 'Not all of what it does is seen.'} That nothing is
            reported means nothing.
          </p>
        )}
      </header>
      <Tabs
        label="Parts of this workload"
        chosen={tab}
        tabs={[
          { id: 'summary', word: 'Summary' },
          { id: 'behaviour', word: 'Behaviour', ...(learnedOnce > 0 && { note: `${learnedOnce} learned once` }) },
          { id: 'image', word: 'Image' },
          { id: 'history', word: 'History' },
        ]}
      />
      {tab === 'summary' && <SummaryTab workload={workload} />}
      {tab === 'behaviour' && <BehaviourTab id={id} />}
      {tab === 'image' && <ImageTab id={workload.id} />}
      {tab === 'history' && <HistoryTab id={id} />}
    </div>
  );
}
