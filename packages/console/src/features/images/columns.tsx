/** How an image looks as a row: what of it is used, how likely and how bad, and how far one may trust that. */
import { Link } from '@tanstack/react-router';
import { formatAmount, formatCount, formatOdds, shortId } from '../../lib/format.ts';
import { type ImageSummary, imageStateNames, splitImage, withShortDigest } from '../../lib/image-words.ts';
import { useNow } from '../../lib/services.tsx';
import { formatDuration } from '../../lib/time.ts';
import { splitWorkload } from '../../lib/words.ts';
import cell from '../../ui/data-table/cell.module.css';
import type { Column } from '../../ui/data-table/column.ts';
import { Value } from '../../ui/data-table/value.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Ago } from '../../ui/moment.tsx';
import { SeverityBar } from '../../ui/severity-bar.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './columns.module.css';
import { Alarms } from './parts/alarms.tsx';
import { ImageStateTag } from './parts/image-state-tag.tsx';
import { InUse } from './parts/in-use.tsx';
import { KindCounts } from './parts/kind-counts.tsx';
import { oldAfterMs } from './parts/standing.ts';
import type { ImageSearch } from './search.ts';

export interface ImageFilters {
  readonly only: (field: 'repository' | 'state' | 'scope', value: string) => void;
  /** What the list was asked for: an image is opened where it holds that. */
  readonly holds: string | undefined;
}

/** Who asked which images hold something wants to see it in them, also where it is accepted or cannot run. */
export function whatItHolds(holds: string | undefined): ImageSearch {
  return holds === undefined ? {} : { text: holds, suppressed: 'all', hidden: 'all' };
}

export function imageColumns({ only, holds }: ImageFilters): readonly Column<ImageSummary>[] {
  return [
    {
      id: 'image',
      header: 'Image',
      sorts: { ascending: 'name' },
      cell: (image) => {
        const { place, name } = splitImage(image.name);
        return (
          <>
            <Link
              to="/images/$image"
              params={{ image: image.id }}
              search={whatItHolds(holds)}
              className={cell.name}
              title={image.name}
            >
              {withShortDigest(name)}
            </Link>
            <Alarms image={image} />
            {place !== '' && (
              <span className={cell.place} title={place}>
                {place}
              </span>
            )}
            <span className={cell.place}>
              {image.digest === null ? 'only in an engine' : <code>{shortId(image.digest)}</code>} ·{' '}
              {image.os === null ? 'no operating system' : `${image.os.id} ${image.os.version}`}
              {image.createdAt !== null && (
                <>
                  {' '}
                  ·{' '}
                  <span className={classes.built}>
                    built <Ago at={image.createdAt} />
                  </span>
                </>
              )}
              {!image.current && ' · its tag has moved on'}
            </span>
            {/* On a phone there is no room for the columns beside it. */}
            <span className={cell.phone}>
              <Severity image={image} />
              <InUse image={image} />
            </span>
            {image.workloads.length > 0 && (
              <span className={classes.runs}>
                runs in{' '}
                {image.workloads
                  .slice(0, 2)
                  .map((id) => splitWorkload(id).name)
                  .join(', ')}
                {image.workloads.length > 2 && ` and ${image.workloads.length - 2} more`} (
                {formatAmount(image.containers, 'container')})
              </span>
            )}
          </>
        );
      },
    },
    {
      id: 'use',
      header: 'In use',
      width: '148px',
      from: 'tablet',
      sorts: { descending: 'risk' },
      cell: (image) => <InUse image={image} />,
    },
    {
      id: 'exploited',
      header: 'Exploited',
      width: '130px',
      from: 'laptop',
      sorts: { descending: 'kev' },
      cell: ({ id, kev, epss }) => (
        <>
          {kev > 0 && (
            <Link to="/images/$image" params={{ image: id }} search={{ kev: 'true' }} className={classes.link}>
              <Tag tone="critical" icon="exploited" word={`${formatCount(kev)} exploited`} />
            </Link>
          )}
          <span className={cell.place}>{epss === null ? 'no estimate' : `up to ${formatOdds(epss)} in 30 days`}</span>
        </>
      ),
    },
    {
      id: 'severity',
      header: 'Vulnerabilities',
      width: '212px',
      from: 'tablet',
      sorts: { descending: 'severity' },
      cell: (image) => <Severity image={image} />,
    },
    {
      id: 'kinds',
      header: 'Checks, departures',
      width: '160px',
      from: 'desktop',
      // Malware and secrets stand beside the name.
      cell: ({ kinds }) => <KindCounts kinds={{ ...kinds, malware: 0, secret: 0 }} />,
    },
    {
      id: 'workloads',
      header: 'Runs in',
      width: '112px',
      from: 'desktop',
      cell: ({ workloads, containers }) =>
        workloads.length === 0 ? (
          <span className={cell.place}>not running</span>
        ) : (
          <>
            {workloads.slice(0, 2).map((id) => (
              <Value key={id} name={id} copy={id} onOnly={() => only('scope', id)}>
                {splitWorkload(id).name}
              </Value>
            ))}
            <span className={cell.place}>
              {workloads.length > 2 && `and ${workloads.length - 2} more, `}
              {formatAmount(containers, 'container')}
            </span>
          </>
        ),
    },
    {
      id: 'scanned',
      header: 'Scanned',
      width: '132px',
      from: 'laptop',
      sorts: { descending: 'scanned' },
      cell: ({ state, scannedAt, dataAt, failure }) => (
        <>
          <Value name={`state ${imageStateNames[state]}`} copy={state} onOnly={() => only('state', state)}>
            <ImageStateTag state={state} why={failure?.message} />
          </Value>
          <span className={cell.place}>
            {scannedAt === null ? 'not yet' : <Ago at={scannedAt} />}
            <br />
            <DataAge dataAt={dataAt} />
          </span>
        </>
      ),
    },
  ];
}

/** Advisories that were old when they were used say less than they seem to. */
function DataAge({ dataAt }: Pick<ImageSummary, 'dataAt'>) {
  const age = useNow() - (dataAt ?? 0);
  if (dataAt === null) return <span className={classes.wanting}>no advisories</span>;
  const words = `data ${formatDuration(Math.max(0, age))} old`;
  return age > oldAfterMs ? <span className={classes.wanting}>{words}</span> : words;
}

function Severity({ image: { counts, fixable, breaks, state, scannedAt } }: { readonly image: ImageSummary }) {
  return (
    <>
      {scannedAt === null ? <span className="quiet">not known</span> : <SeverityBar counts={counts} />}
      <span className={cell.place}>
        {fixable > 0 && `${formatCount(fixable)} with a fix`}
        {state === 'incomplete' && ' · not all was looked at'}
      </span>
      {breaks.length > 0 && (
        <span className={classes.breaks} title={breaks.join(', ')}>
          <Icon name="broken" size={13} /> breaks {breaks.length === 1 ? breaks[0] : `${breaks.length} policies`}
        </span>
      )}
    </>
  );
}
