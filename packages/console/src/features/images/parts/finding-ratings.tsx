/** Who rates a vulnerability how, where they disagree, how likely it is to be used, and whether it is in use here. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatOdds } from '../../../lib/format.ts';
import { useMeanings, type Vulnerability } from '../../../lib/image-words.ts';
import { Ago, At } from '../../../ui/moment.tsx';
import { SeverityTag } from '../../../ui/tag.tsx';
import classes from './finding-panel.module.css';
import { UseTag } from './use-tag.tsx';

interface Given {
  readonly finding: Vulnerability;
}

export function Ratings({ finding: { ratings, kev, epss, publishedAt } }: Given): ReactNode {
  const [first] = ratings;
  const conflict = first !== undefined && ratings.some(({ severity }) => severity !== first.severity);
  return (
    <section>
      <h3>Ratings</h3>
      {ratings.length === 0 && <p>Nobody has rated it. That is not the same as harmless.</p>}
      <ul className={classes.ratings}>
        {ratings.map(({ source, severity, score, vector }) => (
          <li key={source}>
            <strong>{source}</strong>
            <SeverityTag severity={severity} />
            <span>
              {score !== undefined && `CVSS ${score.toFixed(1)} of 10`} {vector !== undefined && <code>{vector}</code>}
            </span>
          </li>
        ))}
      </ul>
      {conflict && (
        <p className={classes.conflict}>
          They disagree. {first.source} counts here: who builds the package knows how it is built.
        </p>
      )}
      {epss !== undefined && (
        <p>
          Chance that it is exploited somewhere within 30 days: {formatOdds(epss.probability)}. It is ahead of{' '}
          {Math.floor(epss.percentile * 1000)} in 1,000 vulnerabilities.
        </p>
      )}
      {kev !== undefined && (
        <p>
          On CISA’s list of what is exploited since <At at={kev.addedAt} />
          {kev.ransomware && ', also by ransomware'}
          {kev.dueAt !== undefined && (
            <>
              ; US agencies had to act by <At at={kev.dueAt} />
            </>
          )}
          .
        </p>
      )}
      {publishedAt !== undefined && (
        <p className="quiet">
          Published <Ago at={publishedAt} />
        </p>
      )}
    </section>
  );
}

export function InUsePart({ finding: { use } }: Given): ReactNode {
  return (
    <section>
      <h3>In use</h3>
      {use === undefined ? (
        <p>Not known: no workload that runs this image is watched.</p>
      ) : (
        <>
          <p>
            <UseTag use={use.state} />
          </p>
          <p>
            {useMeanings[use.state]}
            {use.path !== undefined && (
              <>
                {' '}
                Seen: <code>{use.path}</code>.
              </>
            )}
          </p>
          <p className="quiet">
            {use.state === 'never-seen' ? 'Watched since ' : 'First seen '}
            <Ago at={use.since} />, last <Ago at={use.lastAt} />
            {use.workloads.length > 0 && ', in '}
            {use.workloads.map((id, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Link to="/workloads/$" params={{ _splat: id }}>
                  {id}
                </Link>
              </span>
            ))}
          </p>
        </>
      )}
    </section>
  );
}
