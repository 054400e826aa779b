/** How old the advisories are, feed by feed, and where they come from. Old data finds old news. */
import type { AdvisoryStatus } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { Button } from '../../../ui/button.tsx';
import { Tick } from '../../../ui/field.tsx';
import { Failure } from '../../../ui/form.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Ago, At } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { Card } from '../../../ui/view-state.tsx';
import { oldAfterMs } from '../../images/parts/standing.ts';
import { advisoriesQuery } from '../../images/queries.ts';
import { JobProgress } from '../../scans/parts/job-progress.tsx';
import classes from '../page.module.css';
import { lastJudgedQuery, useUpdateAdvisories } from '../queries.ts';

export function AdvisoriesTab(): ReactNode {
  const { api } = useServices();
  const asked = useQuery(advisoriesQuery(api));
  if (asked.data === undefined)
    return <Unanswered error={asked.error} what="advisories" onRetry={() => void asked.refetch()} />;
  return (
    <div className={classes.part}>
      {asked.data.data === null && (
        <Card
          kind="blind"
          picture={<Icon name="blind" size={28} />}
          title="No advisories: vulnerabilities cannot be found"
        >
          <p>Fetch them now. Until then no list without vulnerabilities means anything.</p>
        </Card>
      )}
      <Standing status={asked.data} />
      {asked.data.data !== null && <Feeds data={asked.data.data} />}
    </div>
  );
}

function Standing({ status }: { readonly status: AdvisoryStatus }): ReactNode {
  const updating = useUpdateAdvisories();
  const [force, setForce] = useState(false);
  const { data, ageMs, mirror, everyMs, nextAt, running, last } = status;
  const old = ageMs === null || ageMs > oldAfterMs;
  return (
    <Panel
      title="Advisories"
      aside={
        old ? (
          <Tag tone="blind" icon="blind" word={ageMs === null ? 'None' : 'Old'} filled />
        ) : (
          <Tag tone="clear" icon="check" word="Up to date" />
        )
      }
    >
      <Facts
        columns={2}
        facts={[
          ['Newest record', ageMs === null ? 'none' : `${formatDuration(ageMs)} old`],
          ['Put together', data === null ? 'never' : <At key="b" at={data.builtAt} />],
          ['From', mirror === null ? 'the feeds themselves' : <code key="m">{mirror}</code>],
          [
            'Fetched',
            everyMs === null ? (
              'only when asked'
            ) : (
              <>
                every {formatDuration(everyMs)}
                {nextAt !== null && (
                  <>
                    , next <Ago at={nextAt} />
                  </>
                )}
              </>
            ),
          ],
          ...(data === null ? [] : [['Generation', <code key="g">{data.generation}</code>] as const]),
          ...(last === null || running !== null
            ? []
            : [['Last fetch', <JobProgress key="l" job={last} named={false} />] as const]),
          ...(data === null ? [] : [['What it changed', <Changed key="c" />] as const]),
        ]}
      />
      {running !== null && <JobProgress job={running} />}
      {updating.error !== null && <Failure error={updating.error} />}
      <div className={classes.actions}>
        <Button
          look="main"
          icon="refresh"
          onClick={() => updating.mutate(force)}
          disabledBecause={running !== null || updating.isPending ? 'They are being fetched' : undefined}
        >
          Fetch now
        </Button>
        <Link to="/images/scans" search={{ kind: 'update' }}>
          Earlier fetches
        </Link>
      </div>
      <Tick
        label="Also take a database that is much smaller than the last"
        hint="More than a fifth smaller usually means that a feed was cut short; then the last one is kept."
        checked={force}
        onChange={setForce}
      />
    </Panel>
  );
}

/** Newer advisories are held against what was scanned; what came of it the last time. */
function Changed(): ReactNode {
  const { api } = useServices();
  const job = useQuery(lastJudgedQuery(api)).data?.items[0];
  if (job === undefined) return <span className="quiet">nothing was judged again because of them yet</span>;
  return (
    <>
      <Ago at={job.endedAt ?? job.startedAt ?? job.queuedAt} />: {job.name}
      <JobProgress job={job} named={false} />
      <Link to="/images/scans" search={{ kind: 'judge', trigger: 'advisories', sort: 'newest' }}>
        Earlier ones
      </Link>
    </>
  );
}

function Feeds({ data }: { readonly data: NonNullable<AdvisoryStatus['data']> }): ReactNode {
  const failed = data.feeds.filter(({ failure }) => failure !== undefined).length;
  const records = data.feeds.reduce((sum, feed) => sum + feed.records, 0);
  return (
    <Panel
      title="Feeds"
      lead={`${formatCount(records)} records of ${formatAmount(data.feeds.length, 'feed')}${failed === 0 ? '' : `; ${failed} could not be fetched last time, and what they had before is used`}.`}
    >
      <TwinTable
        words
        label="Feeds of advisories"
        columns={['Feed', 'Records', 'Newest', 'Fetched', 'Last try']}
        rows={data.feeds.map(({ feed, records: count, newestAt, fetchedAt, failure }) => [
          feed,
          formatCount(count),
          <Ago key="n" at={newestAt} />,
          <Ago key="f" at={fetchedAt} />,
          failure === undefined ? (
            <Tag key="o" tone="clear" icon="check" word="fetched" />
          ) : (
            <Tag key="x" tone="high" icon="broken" word={failure} />
          ),
        ])}
      />
    </Panel>
  );
}
