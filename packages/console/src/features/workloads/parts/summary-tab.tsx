/** The workload at a glance. */
import type { WorkloadSummary } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatCount, shortId } from '../../../lib/format.ts';
import { Ago } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import { LearningPanel } from './learning-panel.tsx';
import { ModePanel } from './mode-panel.tsx';
import { OpenCounts } from './open-counts.tsx';
import classes from './summary-tab.module.css';

export function SummaryTab({ workload }: { readonly workload: WorkloadSummary }): ReactNode {
  const { id, openFindings, events, lost, baselineVersion, learnedFrom, containers, images } = workload;
  return (
    <div className={classes.columns}>
      <div className={classes.wide}>
        <LearningPanel workload={workload} />
        <Panel
          title="Running now"
          aside={<span className="quiet">{formatAmount(containers.length, 'container')}</span>}
        >
          {containers.length === 0 ? (
            <p>Nothing of it runs now. What was learned stays, and applies when it starts again.</p>
          ) : (
            <TwinTable
              words
              label="Containers that run now"
              columns={['Container', 'Image', 'Node', 'Started']}
              rows={containers.map((container) => [
                <span key="n">
                  {container.name} <code title={container.id}>{shortId(container.id)}</code>
                </span>,
                container.image,
                container.node,
                <Ago key="a" at={container.startedAt} />,
              ])}
            />
          )}
        </Panel>
      </div>
      <div className={classes.narrow}>
        <ModePanel workload={workload} />
        <Panel
          title="Open findings"
          aside={
            <Link to="/findings" search={{ scope: id }}>
              All findings of it
            </Link>
          }
        >
          <OpenCounts workload={id} counts={openFindings} />
        </Panel>
        <Panel title="Facts">
          <Facts
            facts={[
              ['Events', `${formatCount(events)} seen${lost === 0 ? ', none lost' : `, ${formatCount(lost)} lost`}`],
              ['Baseline', baselineVersion === 0 ? 'none yet' : `version ${baselineVersion}`],
              ['Learned since', learnedFrom === null ? 'not yet' : <Ago key="l" at={learnedFrom} />],
              ['Images', images.length === 0 ? 'unknown' : images.join(', ')],
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}
