/** What is run, as images: those whose worst findings are in use, and how old the advisories are. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { splitImage } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import type { Finding } from '../../../lib/words.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Alarms } from '../../images/parts/alarms.tsx';
import { InUse } from '../../images/parts/in-use.tsx';
import { standingOf } from '../../images/parts/standing.ts';
import { advisoriesQuery, imagesStanding, worstImages } from '../../images/queries.ts';
import classes from './images.module.css';

export function Images({ workload }: { readonly workload: Finding['workload'] | undefined }): ReactNode {
  const { api } = useServices();
  const all = useQuery(imagesStanding(api, workload));
  const worst = useQuery(worstImages(api, workload)).data?.items ?? [];
  const advisories = useQuery(advisoriesQuery(api)).data;
  if (all.data === undefined) {
    return all.error === null ? null : (
      <Panel title="Images">
        <p>They could not be asked for: {all.error.message}</p>
      </Panel>
    );
  }
  const standing = standingOf(all.data, advisories);
  const matter = worst.filter(({ use, counts, kinds }) => {
    if (kinds.malware + kinds.secret > 0) return true;
    return use !== null ? use.executed + use.loaded > 0 : counts.critical + counts.high > 0;
  });
  return (
    <Panel
      title="Images"
      aside={<Link to="/images">All images</Link>}
      lead={
        standing.kind === 'findings' ? (
          <Link to="/images" search={{ severity: 'high' }}>
            {standing.words}
          </Link>
        ) : standing.kind === 'nothing' ? (
          'None is known yet.'
        ) : (
          standing.words
        )
      }
    >
      {standing.kind === 'nothing' ? (
        <p className="quiet">One appears when a container starts, or when you ask for a scan.</p>
      ) : (
        <>
          <ul>
            {matter.map((image) => (
              <li key={image.id} className={classes.image}>
                <div>
                  <Link to="/images/$image" params={{ image: image.id }}>
                    {splitImage(image.name).name}
                  </Link>
                  <Alarms image={image} />
                  <small>{image.workloads.length === 0 ? 'not running' : image.workloads.join(', ')}</small>
                  {image.kev > 0 && (
                    <Link
                      to="/images/$image"
                      params={{ image: image.id }}
                      search={{ kev: 'true' }}
                      className={classes.exploited}
                    >
                      <Tag tone="critical" icon="exploited" word={formatAmount(image.kev, 'exploited', 'exploited')} />
                    </Link>
                  )}
                </div>
                <div>
                  <InUse image={image} />
                </div>
              </li>
            ))}
          </ul>
          <p className={classes.proof}>
            <Link to="/images" search={{ state: ['incomplete', 'failed', 'unscanned'] }}>
              {standing.proof[0]?.words}
            </Link>
            <Link to="/settings" search={{ tab: 'advisories' }}>
              {standing.proof[1]?.words}
            </Link>
          </p>
        </>
      )}
    </Panel>
  );
}
