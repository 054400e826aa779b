/** Where one scan is: in the queue, at work, done, or failed with what to do. */
import type { ScanJob } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { imageSeverityNames, scanStateNames } from '../../../lib/image-words.ts';
import { useNow } from '../../../lib/services.tsx';
import { formatAgo, formatDuration } from '../../../lib/time.ts';
import { Tag } from '../../../ui/tag.tsx';
import { nameOf } from '../../images/finding-columns.tsx';
import classes from './job-progress.module.css';
import { progressShare, progressWords } from './progress-words.ts';

const looks = {
  queued: ['plain', 'clock'],
  running: ['sea', 'refresh'],
  done: ['clear', 'check'],
  failed: ['high', 'broken'],
  cancelled: ['plain', 'close'],
} as const;

export function JobState({ state }: Pick<ScanJob, 'state'>): ReactNode {
  const [tone, icon] = looks[state];
  return <Tag tone={tone} icon={icon} word={scanStateNames[state]} />;
}

export function JobProgress({ job, named = true }: { readonly job: ScanJob; readonly named?: boolean }): ReactNode {
  const now = useNow();
  const { state, name, position, notBefore, progress, failure, outcome, attempt, attempts } = job;
  return (
    <div className={classes.job}>
      {named && (
        <p>
          <strong>{name}</strong>
        </p>
      )}
      <JobState state={state} />
      <p className={classes.words} role={named ? 'status' : undefined}>
        {state === 'queued' &&
          (notBefore !== null && notBefore > now
            ? `Tries again ${formatAgo(notBefore, now)}`
            : position === 1
              ? 'Next'
              : `Number ${position ?? '?'} in the queue`)}
        {state === 'running' && (progress === null ? 'Starting' : progressWords(progress))}
        {state === 'done' && outcome !== null && <Outcome outcome={outcome} kind={job.kind} />}
        {failure !== null && state !== 'done' && (
          <span className={classes.failure}>
            {failure.message}. {failure.hint}
          </span>
        )}
        {attempt > 1 && state !== 'done' && ` · try ${attempt} of ${attempts}`}
      </p>
      {state === 'running' && <Bar share={progress === null ? undefined : progressShare(progress)} name={name} />}
    </div>
  );
}

function Bar({ share, name }: { readonly share: number | undefined; readonly name: string }): ReactNode {
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={`Progress of ${name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
    >
      <span style={share === undefined ? {} : { width: `${share * 100}%` }} />
    </div>
  );
}

const namedNew = 3;

/** What is new by name, the worst first: a number alone leads nowhere. */
function WorstNew({
  worst,
  added,
  image,
}: Pick<NonNullable<ScanJob['outcome']>, 'worst' | 'added' | 'image'>): ReactNode {
  // One vulnerability in four packages is one thing to read about.
  const named = [...new Map(worst.map((finding) => [nameOf(finding), finding])).values()].slice(0, namedNew);
  if (named.length === 0) return null;
  return (
    <span className={classes.worst}>
      {added > named.length ? 'Worst of the new: ' : 'New: '}
      {named.map((finding, index) => (
        <span key={finding.key}>
          {index > 0 && ', '}
          {image === null ? (
            <Link to="/images" search={{ holds: finding.kind === 'vulnerability' ? finding.id : finding.why.source }}>
              {nameOf(finding)}
            </Link>
          ) : (
            <Link to="/images/$image" params={{ image }} search={{ finding: finding.key }}>
              {nameOf(finding)}
            </Link>
          )}{' '}
          ({imageSeverityNames[finding.severity].toLowerCase()})
        </span>
      ))}
    </span>
  );
}

function Outcome({
  outcome,
  kind,
}: {
  readonly outcome: NonNullable<ScanJob['outcome']>;
  readonly kind: ScanJob['kind'];
}): ReactNode {
  const { added, removed, complete, images, durationMs, layers, layersKnown } = outcome;
  const found = Object.values(outcome.counts).reduce((sum, count) => sum + count, 0);
  const words =
    kind === 'update'
      ? `Advisories fetched, ${images === 0 ? 'no image that is known here is concerned' : `${formatAmount(images, 'image')} may be concerned`}`
      : kind === 'judge'
        ? `${formatAmount(images, 'image')} judged again, ${formatCount(added)} new, ${formatCount(removed)} gone`
        : `${formatAmount(found, 'vulnerability', 'vulnerabilities')}, ${formatCount(added)} new, ${formatCount(removed)} gone`;
  return (
    <>
      {words} · {formatDuration(durationMs)}
      {layers > 0 && ` · ${layersKnown} of ${formatAmount(layers, 'layer')} known already`}
      {!complete && <span className={classes.partial}> · not all could be looked at</span>}
      <WorstNew worst={outcome.worst} added={added} image={outcome.image} />
    </>
  );
}
