/** How much of what is vulnerable was seen in use; not watched is not the same as not used. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import type { ImageSummary } from '../../../lib/image-words.ts';
import { useNow } from '../../../lib/services.tsx';
import { formatDuration } from '../../../lib/time.ts';
import cell from '../../../ui/data-table/cell.module.css';
import { SeverityTag } from '../../../ui/tag.tsx';

export function InUse({ image: { id, use } }: { readonly image: Pick<ImageSummary, 'id' | 'use'> }): ReactNode {
  const now = useNow();
  if (use === null) {
    return (
      <span className={cell.place} title="No workload that runs it is watched: what is used of it is not known.">
        not watched
      </span>
    );
  }
  const { executed, loaded, neverSeen, severity, watchedSince } = use;
  const inUse = executed + loaded;
  return (
    <>
      {severity !== null && inUse > 0 && <SeverityTag severity={severity} />}
      <span className={cell.place}>
        {inUse === 0 ? (
          `none of ${formatCount(neverSeen)} seen in use`
        ) : (
          <Link to="/images/$image" params={{ image: id }} search={{ use: ['executed', 'loaded'] }}>
            {[executed > 0 && `${formatCount(executed)} executed`, loaded > 0 && `${formatCount(loaded)} loaded`]
              .filter(Boolean)
              .join(', ')}
          </Link>
        )}
      </span>
      <span className={cell.place}>watched for {formatDuration(Math.max(0, now - watchedSince))}</span>
    </>
  );
}
