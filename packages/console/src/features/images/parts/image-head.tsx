/** What image this is, whether it was looked at, what its policies say. */
import type { ImageView } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { splitImage } from '../../../lib/image-words.ts';
import { Ago } from '../../../ui/moment.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from '../image-page.module.css';
import { Alarms } from './alarms.tsx';
import { ImageActions } from './image-actions.tsx';
import { ImageFacts } from './image-facts.tsx';
import { ImageStateTag } from './image-state-tag.tsx';

const problemsShown = 3;

export function ImageHead({ view }: { readonly view: ImageView }): ReactNode {
  const { summary } = view;
  const { place, name } = splitImage(summary.name);
  return (
    <header className={classes.head}>
      <p className={classes.place}>{place === '' ? 'Image' : place}</p>
      <h1 data-long={name.length > 60 || undefined}>{name}</h1>
      <p className={classes.tags}>
        <ImageStateTag state={summary.state} why={summary.failure?.message} />
        <Alarms image={summary} />
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
      <Verdicts verdicts={view.verdicts} image={summary.id} />
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
      <Problems problems={report.problems.slice(0, problemsShown)} />
      {report.problems.length > problemsShown && (
        <details>
          <summary>{formatAmount(report.problems.length - problemsShown, 'other')}</summary>
          <Problems problems={report.problems.slice(problemsShown)} />
        </details>
      )}
      {report.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

function Problems({ problems }: Pick<NonNullable<ImageView['report']>, 'problems'>): ReactNode {
  return (
    <ul>
      {problems.map(({ code, message, path }) => (
        <li key={`${code} ${message}`}>
          {message}
          {path !== undefined && (
            <>
              {' '}
              in <code>{path}</code>
            </>
          )}{' '}
          <span className="quiet">({code})</span>
        </li>
      ))}
    </ul>
  );
}

const number = /(CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/;

/** A sentence whose vulnerabilities lead to what is known of them in this image. */
function Linked({ sentence, image }: { readonly sentence: string; readonly image: string }): ReactNode {
  return sentence.split(number).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, which does not change
      <Link key={index} to="/images/$image" params={{ image }} search={{ text: part }} resetScroll={false}>
        {part}
      </Link>
    ),
  );
}

interface VerdictsProps extends Pick<ImageView, 'verdicts'> {
  readonly image: string;
}

function Verdicts({ verdicts, image }: VerdictsProps): ReactNode {
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
              <Linked sentence={sentence} image={image} />
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
