/** What only one clean run showed, and what somebody rejected: the person looks before the machine believes. */
import type { BaselineView, LearnedThing } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Button } from '../../../ui/button.tsx';
import { At } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from './learned-once.module.css';
import { distinctThings, thingKey, thingName } from './learned-words.ts';
import { type Review, ReviewDialog } from './review-dialog.tsx';

/** More at once is a wall; the rest follows as these are decided, or by a second clean run. */
const shownAtOnce = 20;

export function LearnedOnce({ baseline }: { readonly baseline: BaselineView }): ReactNode {
  const [review, setReview] = useState<Review>();
  const once = distinctThings(thingsOf(baseline));
  const rejected = baseline.rejected;
  const ask = (trust: Review['trust'], thing: LearnedThing) => () => setReview({ trust, thing });
  return (
    <>
      {once.length > 0 && (
        <Panel
          title="Learned once, please confirm"
          aside={<Tag tone="learn" icon="learn" word={formatAmount(once.length, 'thing')} />}
          lead="Only one run showed these, so they are not trusted: an intruder who was there while it learned would be in this list. A second run that shows them confirms them by itself. Look for what does not belong."
        >
          <ul className={classes.list}>
            {once.slice(0, shownAtOnce).map((thing) => (
              <li key={thingKey(thing)}>
                <Thing thing={thing} />
                <span className={classes.buttons}>
                  <Button onClick={ask('trusted', thing)}>
                    It belongs …<span className="visually-hidden">: {thingName(thing)}</span>
                  </Button>
                  <Button onClick={ask('rejected', thing)}>
                    It does not …<span className="visually-hidden">: {thingName(thing)}</span>
                  </Button>
                </span>
              </li>
            ))}
          </ul>
          {once.length > shownAtOnce && (
            <p className="quiet">and {formatAmount(once.length - shownAtOnce, 'thing')} more</p>
          )}
        </Panel>
      )}
      {rejected.length > 0 && (
        <Panel
          title="Rejected"
          aside={<Tag tone="plain" icon="minus" word={formatAmount(rejected.length, 'thing')} />}
          lead="Somebody said that these do not belong. They are not learned, whoever shows them."
        >
          <ul className={classes.list} data-rejected>
            {rejected.map(({ thing, reason, actor, at }) => (
              <li key={thingKey(thing)}>
                <span>
                  <Thing thing={thing} />
                  <small className="quiet">
                    {reason} ({actor}, <At at={at} />)
                  </small>
                </span>
                <span className={classes.buttons}>
                  <Button onClick={ask('unknown', thing)}>
                    Learn it again …<span className="visually-hidden">: {thingName(thing)}</span>
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {review !== undefined && (
        <ReviewDialog workload={baseline.workload} {...review} onClose={() => setReview(undefined)} />
      )}
    </>
  );
}

function thingsOf({ processes, syscalls }: BaselineView): readonly LearnedThing[] {
  return [
    ...processes
      .filter(({ trust }) => trust === 'probationary')
      .map(({ parent, executable, args, uid }) => ({ behaviour: 'process' as const, parent, executable, args, uid })),
    ...syscalls
      .filter(({ trust }) => trust === 'probationary')
      .map(({ name }) => ({ behaviour: 'syscall' as const, name })),
  ];
}

function Thing({ thing }: { readonly thing: LearnedThing }): ReactNode {
  if (thing.behaviour === 'syscall') {
    return (
      <span>
        The system call <code>{thing.name}</code>
      </span>
    );
  }
  return (
    <span>
      <code>{thing.parent || 'unknown parent'}</code> started <code>{thingName(thing)}</code>{' '}
      <span className="quiet">as uid {thing.uid}</span>
    </span>
  );
}
