/** How a scan looks as a row. */
import type { ScanJob } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import { callerWords, scanKindNames, splitImage, triggerNames, withShortDigest } from '../../lib/image-words.ts';
import { formatDuration } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import cell from '../../ui/data-table/cell.module.css';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import { Ago } from '../../ui/moment.tsx';
import { JobProgress } from './parts/job-progress.tsx';

export interface ScanActions {
  readonly only: (field: 'trigger' | 'kind', value: string) => void;
  readonly cancel: (job: ScanJob) => void;
  readonly retry: (job: ScanJob) => void;
}

export function scanColumns({ only, cancel, retry }: ScanActions): readonly Column<ScanJob>[] {
  return [
    {
      id: 'name',
      header: 'What',
      cell: (job) => (
        <>
          {job.outcome?.image == null ? (
            <strong className={cell.name} title={nameOf(job)}>
              {shortNameOf(job)}
            </strong>
          ) : (
            <Link to="/images/$image" params={{ image: job.outcome.image }} className={cell.name} title={nameOf(job)}>
              {shortNameOf(job)}
            </Link>
          )}
          <span className={cell.place} title={placeOf(job)}>
            {placeOf(job)}
            {job.platform !== null && ` · ${job.platform}`}
          </span>
          {/* On a phone there is no room for the column beside it. */}
          <div className={cell.phone}>
            <JobProgress job={job} named={false} />
          </div>
        </>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: '40%',
      from: 'tablet',
      cell: (job) => <JobProgress job={job} named={false} />,
    },
    {
      id: 'why',
      header: 'Because',
      width: '180px',
      from: 'laptop',
      cell: ({ trigger, askedBy }) => (
        <>
          <Value name={triggerNames[trigger]} copy={trigger} onOnly={() => only('trigger', trigger)}>
            {triggerNames[trigger]}
          </Value>
          <span className={cell.place}>{callerWords(askedBy)}</span>
        </>
      ),
    },
    {
      id: 'when',
      header: 'When',
      width: '130px',
      from: 'tablet',
      align: 'end',
      sorts: { descending: 'newest' },
      cell: ({ queuedAt, startedAt, endedAt }) => (
        <>
          <Ago at={endedAt ?? startedAt ?? queuedAt} />
          {startedAt !== null && endedAt !== null && (
            <span className={cell.place}>took {formatDuration(endedAt - startedAt)}</span>
          )}
        </>
      ),
    },
    {
      id: 'act',
      header: 'Act',
      width: '104px',
      align: 'end',
      cell: (job) => {
        if (job.state === 'queued' || job.state === 'running')
          return (
            <Button onClick={() => cancel(job)} aria-label={`${stopWord(job)} ${nameOf(job)}`}>
              {stopWord(job)}
            </Button>
          );
        if (job.state === 'failed' || job.state === 'cancelled')
          return (
            <Button onClick={() => retry(job)} aria-label={`Try again: ${nameOf(job)}`}>
              Try again
            </Button>
          );
        return <span className="quiet">–</span>;
      },
    },
  ];
}

const stopWord = ({ state }: ScanJob) => (state === 'running' ? 'Stop' : 'Cancel');

/** An image's name without where it lies, which stands below it. */
const shortNameOf = (job: ScanJob) =>
  job.kind === 'scan' ? withShortDigest(splitImage(nameOf(job)).name) : nameOf(job);

function placeOf({ kind, name, place }: ScanJob): string {
  const made = `${scanKindNames[kind]} at ${place}`;
  const lies = kind === 'scan' ? splitImage(name).place : '';
  if (lies === '') return made;
  return lies.startsWith(place) ? lies : `${lies} · ${made.toLowerCase()}`;
}

export function nameOf({ name, kind }: Pick<ScanJob, 'name' | 'kind'>): string {
  return name === '' ? scanKindNames[kind] : name;
}
