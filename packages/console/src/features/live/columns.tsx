/** How an event looks as a row of the live view. */
import type { EventRecord } from '@plimsoll/api';
import { kindNames } from '../../lib/event-words.ts';
import { formatClock } from '../../lib/time.ts';
import { splitWorkload } from '../../lib/words.ts';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import classes from './columns.module.css';

export interface EventFilters {
  readonly only: (field: 'kind' | 'scope', value: string) => void;
  readonly withoutKind: (kind: EventRecord['kind']) => void;
}

export function eventColumns({ only, withoutKind }: EventFilters): readonly Column<EventRecord>[] {
  return [
    {
      id: 'at',
      header: 'At',
      width: '136px',
      cell: ({ at }) => (
        <time dateTime={new Date(at).toISOString()} className={classes.at}>
          {formatClock(at)}
        </time>
      ),
    },
    {
      id: 'kind',
      header: 'Kind',
      width: '176px',
      from: 'tablet',
      cell: ({ kind }) => (
        <Value
          name={kindNames[kind].toLowerCase()}
          copy={kind}
          onOnly={() => only('kind', kind)}
          onWithout={() => withoutKind(kind)}
        >
          <span data-kind={kind} className={classes.kind}>
            {kindNames[kind]}
          </span>
        </Value>
      ),
    },
    { id: 'summary', header: 'What', cell: ({ summary }) => <code>{summary}</code> },
    {
      id: 'workload',
      header: 'Workload',
      width: '190px',
      from: 'tablet',
      cell: ({ workload, containerName }) => (
        <Value name={workload} copy={workload} onOnly={() => only('scope', workload)}>
          {splitWorkload(workload).name}
          <small className={classes.container}>{containerName}</small>
        </Value>
      ),
    },
  ];
}
