/** How a workload looks as a row. */
import type { WorkloadSummary } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import { formatCompact, formatCount } from '../../lib/format.ts';
import { modeNames, sightNames, splitWorkload } from '../../lib/words.ts';
import cell from '../../ui/data-table/cell.module.css';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import { Ago } from '../../ui/moment.tsx';
import { ModeTag, SightTag } from '../../ui/tag.tsx';
import classes from './columns.module.css';
import { LearningCell } from './parts/learning-cell.tsx';
import { OpenCounts } from './parts/open-counts.tsx';

export interface WorkloadFilters {
  readonly only: (field: 'mode' | 'sight', value: string) => void;
}

export function workloadColumns({ only }: WorkloadFilters): readonly Column<WorkloadSummary>[] {
  return [
    {
      id: 'id',
      header: 'Workload',
      sorts: { ascending: 'id' },
      cell: ({ id, images }) => {
        const { place, name } = splitWorkload(id);
        return (
          <>
            <Link to="/workloads/$" params={{ _splat: id }} className={cell.name}>
              {name}
            </Link>
            <span className={cell.place} title={images.join(', ')}>
              {place}
            </span>
          </>
        );
      },
    },
    {
      id: 'findings',
      header: 'Open findings',
      width: '172px',
      sorts: { descending: 'findings' },
      cell: ({ id, openFindings }) => <OpenCounts workload={id} counts={openFindings} />,
    },
    {
      id: 'sight',
      header: 'Sight',
      width: '96px',
      from: 'tablet',
      cell: ({ sight, sightReason }) => (
        <Value name={`sight ${sightNames[sight]}`} copy={sight} onOnly={() => only('sight', sight)}>
          <SightTag sight={sight} reason={sightReason} />
        </Value>
      ),
    },
    {
      id: 'mode',
      header: 'Mode',
      width: '148px',
      from: 'tablet',
      cell: ({ mode, dryRun }) => (
        <Value name={`mode ${modeNames[mode]}`} copy={mode} onOnly={() => only('mode', mode)}>
          <ModeTag mode={mode} dryRun={dryRun} />
        </Value>
      ),
    },
    {
      id: 'learning',
      header: 'Learning: may still miss',
      width: '320px',
      from: 'laptop',
      sorts: { descending: 'learning' },
      cell: ({ readiness, declaredReady }) => <LearningCell readiness={readiness} declaredReady={declaredReady} />,
    },
    {
      id: 'containers',
      header: 'Running',
      width: '84px',
      align: 'end',
      from: 'laptop',
      cell: ({ containers }) => formatCount(containers.length),
    },
    {
      id: 'events',
      header: 'Events',
      width: '96px',
      align: 'end',
      from: 'desktop',
      cell: ({ events, lost }) => (
        <>
          <span title={`${formatCount(events)} events`}>{formatCompact(events)}</span>
          {lost > 0 && <span className={classes.lost}>{formatCompact(lost)} lost</span>}
        </>
      ),
    },
    {
      id: 'seen',
      header: 'First seen',
      width: '110px',
      align: 'end',
      from: 'desktop',
      sorts: { descending: 'newest' },
      cell: ({ firstSeenAt }) => <Ago at={firstSeenAt} />,
    },
  ];
}
