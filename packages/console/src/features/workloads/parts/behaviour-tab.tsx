/** What is known of a workload: the programs it starts, the calls it makes, and what was learned only once. */
import type { BaselineView } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatAmount, formatBytes, formatCount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import { At } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { ViewState } from '../../../ui/view-state.tsx';
import { baselineQuery } from '../queries.ts';
import classes from './behaviour-tab.module.css';
import { ExportButton } from './export-button.tsx';
import { LearnedOnce } from './learned-once.tsx';
import { Processes } from './processes.tsx';
import { Syscalls } from './syscalls.tsx';

export function BehaviourTab({ id }: { readonly id: string }): ReactNode {
  const { api } = useServices();
  const asked = useQuery(baselineQuery(api, id));
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="learned behaviour" onRetry={() => void asked.refetch()} />;
  }
  const baseline = asked.data;
  const { processes, syscalls, rejected } = baseline;
  if (baseline.version === 0 || processes.length + syscalls.length + rejected.length === 0) {
    return <ViewState situation={{ kind: 'nothing yet' }} what="learned behaviour" />;
  }
  return (
    <div className={classes.tab}>
      <LearnedOnce baseline={baseline} />
      <Processes processes={processes} />
      <Syscalls baseline={baseline} />
      <About baseline={baseline} />
    </div>
  );
}

function About({ baseline }: { readonly baseline: BaselineView }): ReactNode {
  const { version, learnedFrom, learnedTo, gaps, replicas, bytes, ngrams } = baseline;
  return (
    <Panel title="This baseline" aside={<ExportButton baseline={baseline} />}>
      <Facts
        columns={2}
        facts={[
          ['Version', formatCount(version)],
          ['Learned from', learnedFrom === null ? 'not yet' : <At key="f" at={learnedFrom} />],
          ['Learned to', learnedTo === null ? 'not yet' : <At key="t" at={learnedTo} />],
          ['Replicas', `${formatAmount(replicas, 'replica')}, learned as one`],
          [
            'Gaps',
            gaps === 0 ? 'none' : `${formatAmount(gaps, 'gap')}: sensor restarts or lost events postpone readiness`,
          ],
          [
            'Call sequences',
            `${formatCount(ngrams.trusted)} trusted, ${formatCount(ngrams.probationary)} learned once`,
          ],
          ['Size', formatBytes(bytes)],
        ]}
      />
    </Panel>
  );
}
