/** One finding, explained: the sentence, why in full, who rates it how, whether it is used, what to do. */
import type { ImageFinding, ImageFindingView, ImageView } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { asCurl } from '../../../lib/copy-as.ts';
import { formatAmount, formatOdds } from '../../../lib/format.ts';
import { callerWords, fixNames, imageKindNames } from '../../../lib/image-words.ts';
import { useServices } from '../../../lib/services.tsx';
import { useCopy } from '../../../lib/use-copy.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Ago, At } from '../../../ui/moment.tsx';
import { SeverityTag, Tag } from '../../../ui/tag.tsx';
import { Told } from '../../../ui/told.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { nameOf } from '../finding-columns.tsx';
import { imageFindingQuery } from '../queries.ts';
import { ExceptionDialog } from './exception-dialog.tsx';
import classes from './finding-panel.module.css';
import { InUsePart, Ratings } from './finding-ratings.tsx';
import { Why } from './finding-why.tsx';

export interface FindingPanelProps {
  readonly image: ImageView;
  readonly findingKey: string;
  readonly onClose: () => void;
}

export function FindingPanel({ image, findingKey, onClose }: FindingPanelProps): ReactNode {
  const { api } = useServices();
  const { id, repository } = image.summary;
  const asked = useQuery(imageFindingQuery(api, id, findingKey));
  const [accepting, setAccepting] = useState(false);
  const finding = asked.data?.record.finding;
  return (
    <>
      <Dialog title={finding === undefined ? 'Finding' : nameOf(finding)} width="side" onClose={onClose}>
        {asked.data === undefined || finding === undefined ? (
          <Unanswered error={asked.error} what="finding" onRetry={() => void asked.refetch()} />
        ) : (
          <Explained view={asked.data} image={image} onAccept={() => setAccepting(true)} />
        )}
      </Dialog>
      {accepting && finding !== undefined && (
        <ExceptionDialog
          image={id}
          told={{ finding, repository }}
          onClose={() => setAccepting(false)}
          onDone={() => setAccepting(false)}
        />
      )}
    </>
  );
}

interface ExplainedProps {
  readonly view: ImageFindingView;
  readonly image: ImageView;
  readonly onAccept: () => void;
}

function Explained({ view, image, onAccept }: ExplainedProps): ReactNode {
  const { record, advisory, alsoIn, alsoInTotal } = view;
  const { finding, firstSeenAt } = record;
  const copy = useCopy();
  const address = asCurl(window.location.origin, 'getImageFinding', {
    params: { image: image.summary.id, key: finding.key },
  });
  return (
    <div className={classes.panel}>
      <p className={classes.tags}>
        <SeverityTag severity={finding.severity} />
        <Tag tone="plain" icon="findings" word={imageKindNames[finding.kind]} />
        {finding.kind === 'vulnerability' && finding.kev !== undefined && (
          <Tag tone="critical" icon="exploited" word="Exploited" filled />
        )}
        <span className="quiet">
          found <Ago at={firstSeenAt} />
        </span>
      </p>
      <p className={classes.sentence}>
        <Told text={finding.sentence} />
        {finding.kind === 'vulnerability' && finding.verdict === 'undecided' && (
          <strong> It is not certain: its version cannot be compared with the advisory’s.</strong>
        )}
      </p>
      {finding.suppressed !== undefined && <Suppressed suppressed={finding.suppressed} id={heldBy(finding)} />}
      <div className={classes.actions}>
        <Button
          icon="clock"
          onClick={onAccept}
          disabledBecause={finding.suppressed === undefined ? undefined : 'It is accepted already'}
        >
          Accept for a time …
        </Button>
        <Button look="bare" icon="copy" onClick={() => copy(window.location.href)}>
          Copy the link
        </Button>
        <Button look="bare" icon="copy" onClick={() => copy(address)}>
          Copy as curl
        </Button>
      </div>
      <Why finding={finding} image={image} />
      {finding.kind === 'vulnerability' && <InUsePart finding={finding} />}
      <section>
        <h3>What to do</h3>
        <p>{finding.remedy ?? 'There is no known remedy yet.'}</p>
        {finding.kind === 'vulnerability' && (
          <p className="quiet">
            {fixNames[finding.status]}
            {finding.fixedIn !== undefined && `: ${finding.fixedIn}`}
          </p>
        )}
      </section>
      {finding.kind === 'vulnerability' && <Ratings finding={finding} />}
      {advisory !== null && (
        <section>
          <h3>What the advisory says</h3>
          {advisory.summary !== '' && <p>{advisory.summary}</p>}
          {advisory.details !== '' && (
            <details>
              <summary>All of it</summary>
              <p className={classes.details}>{advisory.details}</p>
            </details>
          )}
          {advisory.cwes.length > 0 && <p className="quiet">{advisory.cwes.join(', ')}</p>}
          <References references={advisory.references} />
        </section>
      )}
      <section>
        <h3>Also in</h3>
        {alsoIn.length === 0 ? (
          <p>No other image that is known here.</p>
        ) : (
          <ul>
            {alsoIn.map(({ id, name, containers }) => (
              <li key={id}>
                <Link to="/images/$image" params={{ image: id }} search={{ finding: finding.key }}>
                  {name}
                </Link>
                {containers > 0 && <span className="quiet"> runs in {formatAmount(containers, 'container')}</span>}
              </li>
            ))}
          </ul>
        )}
        {alsoInTotal > alsoIn.length && (
          <p>
            <Link to="/images" search={{ holds: heldBy(finding) }}>
              All {formatAmount(alsoInTotal, 'other image')}
            </Link>
          </p>
        )}
      </section>
      {finding.kind === 'detection' && (
        <p className="quiet">
          By chance this happens {formatOdds(10 ** -finding.digits)}; learned from{' '}
          {formatAmount(finding.images, 'image')}.
        </p>
      )}
    </div>
  );
}

function heldBy(finding: ImageFinding): string {
  return finding.kind === 'vulnerability' ? finding.id : finding.why.source;
}

interface SuppressedProps {
  readonly suppressed: NonNullable<ImageFinding['suppressed']>;
  /** What its exception names. */
  readonly id: string;
}

function Suppressed({ suppressed, id }: SuppressedProps): ReactNode {
  const { by, source, status, justification, owner, until } = suppressed;
  const words = { not_affected: 'It cannot be used', fixed: 'It is fixed', accepted: 'It is accepted' } as const;
  return (
    <div className={classes.suppressed}>
      <p>
        <strong>{words[status]}.</strong> {justification}
      </p>
      <p className="quiet">
        {by === 'vex' ? `Said by the VEX document ${source}` : 'Said by an exception'}
        {owner !== undefined && `, ${callerWords(owner)} answers for it`}
        {until === undefined ? (
          ', with no end'
        ) : (
          <>
            {' '}
            until <At at={until} />
          </>
        )}
        {by === 'exception' && (
          <>
            {' · '}
            <Link to="/settings" search={{ tab: 'exceptions', state: 'active', text: id }}>
              See it, or take it back
            </Link>
          </>
        )}
      </p>
    </div>
  );
}

function References({ references }: { readonly references: readonly string[] }): ReactNode {
  const safe = references.filter((address) => /^https?:\/\//.test(address));
  if (safe.length === 0) return null;
  return (
    <ul className={classes.references} aria-label="References">
      {safe.slice(0, 20).map((address) => (
        <li key={address}>
          <a href={address} target="_blank" rel="noreferrer noopener">
            {address.replace(/^https?:\/\//, '')}
          </a>
        </li>
      ))}
    </ul>
  );
}
