/** What image this is: digest, system and how long it gets fixes, base, size, what runs it, against what it was held. */
import type { ImageView } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatBytes, shortId } from '../../../lib/format.ts';
import { useNow } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import { type Fact, Facts } from '../../../ui/panel.tsx';
import classes from '../image-page.module.css';
import { lifeWords } from './end-of-life.ts';

export function ImageFacts({ view: { summary, report, aliases } }: { readonly view: ImageView }): ReactNode {
  const now = useNow();
  const { os, platform, digest, bytes, layers, packages, workloads, containers } = summary;
  const life = os === null ? undefined : lifeWords(os, now);
  const base = report?.image.base;
  const facts: readonly Fact[] = [
    [
      'Digest',
      digest === null ? (
        'none: only in an engine'
      ) : (
        <code key="d" title={aliases.join('\n')}>
          {shortId(digest)}
        </code>
      ),
    ],
    [
      'System',
      os === null ? (
        'none that is known'
      ) : (
        <>
          {os.name}
          {life !== undefined && (
            <>
              , <span className={life.urgent ? classes.end : undefined}>{life.words}</span>
            </>
          )}
        </>
      ),
    ],
    ['Base', base === undefined ? 'not known' : (base.name ?? shortId(base.digest ?? 'not named'))],
    [
      'Size',
      `${formatBytes(bytes)} in ${formatAmount(layers, 'layer')}, ${formatAmount(packages, 'package')}${
        platform === null ? '' : `, ${platform.os}/${platform.architecture}`
      }`,
    ],
    [
      'Runs in',
      workloads.length === 0 ? (
        'nothing now'
      ) : (
        <>
          {workloads.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to="/workloads/$" params={{ _splat: id }} search={{ tab: 'image' }}>
                {id}
              </Link>
            </span>
          ))}{' '}
          <span className="quiet">({formatAmount(containers, 'container')})</span>
        </>
      ),
    ],
    [
      'Advisories',
      report === null ? (
        'not held against any yet'
      ) : report.data === null ? (
        <strong key="a" className={classes.end}>
          none: vulnerabilities cannot be found
        </strong>
      ) : (
        <>
          newest {formatDuration(Math.max(0, now - report.data.newestAt))} old
          {report.data.feeds.some(({ failure }) => failure !== undefined) && (
            <>
              ,{' '}
              <Link to="/settings" search={{ tab: 'advisories' }}>
                not every feed was fetched
              </Link>
            </>
          )}
        </>
      ),
    ],
  ];
  return <Facts facts={facts} columns={2} />;
}
