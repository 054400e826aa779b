/** What image this is, whether it was looked at, what its policies say. */
import type { ImageView } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { splitImage } from '../../../lib/image-words.ts';
import { Ago } from '../../../ui/moment.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from '../image-page.module.css';
import { ImageActions } from './image-actions.tsx';
import { ImageFacts } from './image-facts.tsx';
import { ImageStateTag } from './image-state-tag.tsx';

export function ImageHead({ view }: { readonly view: ImageView }): ReactNode {
  const { summary } = view;
  const { place, name } = splitImage(summary.name);
  return (
    <header className={classes.head}>
      <p className={classes.place}>{place === '' ? 'Image' : place}</p>
      <h1>{name}</h1>
      <p className={classes.tags}>
        <ImageStateTag state={summary.state} why={summary.failure?.message} />
        {summary.kev > 0 && (
          <Tag tone="critical" icon="exploited" word={`${formatCount(summary.kev)} exploited`} filled />
        )}
        {!summary.current && <Tag tone="plain" icon="clock" word="Its tag has moved on" />}
        {summary.scannedAt !== null && (
          <span className="quiet">
            scanned <Ago at={summary.scannedAt} />, first seen <Ago at={summary.firstSeenAt} />
          </span>
        )}
      </p>
      <ImageFacts view={view} />
      <Incomplete view={view} />
      <Verdicts verdicts={view.verdicts} />
      <ImageActions view={view} />
    </header>
  );
}

function Incomplete({ view: { report, summary } }: { readonly view: ImageView }): ReactNode {
  const { failure } = summary;
  if (failure !== null) {
    return (
      <div className={classes.incomplete} role="status">
        <p>
          <strong>The last scan failed.</strong> {failure.message}. {failure.hint}
          {report !== null && ' What is shown is of an earlier scan.'}
        </p>
      </div>
    );
  }
  if (report === null || (report.complete && report.data !== null && report.notes.length === 0)) return null;
  if (report.complete && report.data !== null) {
    return report.notes.map((note) => (
      <p key={note} className="quiet">
        {note}.
      </p>
    ));
  }
  return (
    <div className={classes.incomplete} role="status">
      <p>
        <strong>
          {report.data === null ? 'There were no advisories to hold it against.' : 'Not all of it could be looked at.'}
        </strong>{' '}
        What is not listed below may still be there.
      </p>
      <ul>
        {report.problems.map((problem) => (
          <li key={`${problem.code} ${problem.message}`}>
            {problem.message}
            {problem.path !== undefined && (
              <>
                {' '}
                in <code>{problem.path}</code>
              </>
            )}{' '}
            <span className="quiet">({problem.code})</span>
          </li>
        ))}
        {report.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

function Verdicts({ verdicts }: Pick<ImageView, 'verdicts'>): ReactNode {
  if (verdicts.length === 0) return null;
  return (
    <ul className={classes.verdicts} aria-label="What the policies say">
      {verdicts.map(({ policy, passed, complete, breaches }) => (
        <li key={policy}>
          {!passed ? (
            <Tag tone="high" icon="broken" word={`Breaks ${policy}`} />
          ) : complete ? (
            <Tag tone="clear" icon="check" word={`Keeps ${policy}`} />
          ) : (
            <Tag tone="blind" icon="blind" word={`${policy}: cannot be said, not all was looked at`} />
          )}
          {breaches.map(({ rule, sentence }) => (
            <p key={rule} className="quiet">
              {sentence}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
