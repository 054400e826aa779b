/** One finding, in the order a person needs it: the sentence, why, where, the story, what to do, the evidence. */

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { asCommand, asCurl } from '../../lib/copy-as.ts';
import { formatAmount } from '../../lib/format.ts';
import { useKeys } from '../../lib/keys.ts';
import { useServices } from '../../lib/services.tsx';
import { useCopy } from '../../lib/use-copy.ts';
import type { Finding } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Ago, At } from '../../ui/moment.tsx';
import { SeverityTag, StateTag } from '../../ui/tag.tsx';
import { Told } from '../../ui/told.tsx';
import { Unanswered } from '../../ui/unanswered.tsx';
import classes from './finding-page.module.css';
import { BrokenRule, WhichImage } from './parts/breach.tsx';
import { BreachAdvice } from './parts/breach-advice.tsx';
import { Chain } from './parts/chain.tsx';
import { ChangeDialog, type FindingAction } from './parts/change-dialog.tsx';
import { Evidence } from './parts/evidence.tsx';
import { Story } from './parts/story.tsx';
import { WhatToDo } from './parts/what-to-do.tsx';
import { Where } from './parts/where.tsx';
import { Why } from './parts/why.tsx';
import { findingQuery } from './queries.ts';

const route = getRouteApi('/frame/findings/$finding');

export function FindingPage(): ReactNode {
  const { finding: id } = route.useParams();
  const { api } = useServices();
  const asked = useQuery(findingQuery(api, id));
  const [action, setAction] = useState<FindingAction>();
  const settled = asked.data === undefined || asked.data.finding.state === 'expected';
  useKeys({
    e: settled ? undefined : () => setAction('expected'),
    r: settled ? undefined : () => setAction('resolved'),
  });

  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="finding" onRetry={() => void asked.refetch()} />;
  }
  const { finding } = asked.data;
  return (
    <article className={classes.page}>
      <header className={classes.head}>
        <p className={classes.tags}>
          <SeverityTag severity={finding.severity} />
          <StateTag state={finding.state} verdict={finding.verdict} />
          <span>
            <At at={finding.at} /> (<Ago at={finding.lastAt} />)
          </span>
          {finding.count > 1 && <span>{formatAmount(finding.count, 'time')}</span>}
        </p>
        <h1>{finding.title}</h1>
        <p className={classes.sentence}>
          <Told text={finding.sentence} />
        </p>
        <Chain explained={asked.data} />
      </header>
      <Actions finding={finding} onAsk={setAction} />
      <div className={classes.columns}>
        <div className={classes.why}>
          {finding.kind === 'detection' ? <Why finding={finding} /> : <BrokenRule finding={finding} />}
        </div>
        <div className={classes.where}>
          {finding.kind === 'detection' ? <Where finding={finding} /> : <WhichImage finding={finding} />}
        </div>
        <div className={classes.rest} id="story">
          <Story explained={asked.data} />
          {finding.kind === 'detection' ? (
            <>
              <WhatToDo finding={finding} />
              <Evidence evidence={asked.data.evidence} />
            </>
          ) : (
            <BreachAdvice finding={finding} />
          )}
        </div>
      </div>
      {action !== undefined && (
        <ChangeDialog
          action={action}
          findings={[finding]}
          onClose={() => setAction(undefined)}
          onDone={() => setAction(undefined)}
        />
      )}
    </article>
  );
}

function Actions({
  finding,
  onAsk,
}: {
  readonly finding: Finding;
  readonly onAsk: (action: FindingAction) => void;
}): ReactNode {
  const copy = useCopy();
  const is = (state: Finding['state']) => (finding.state === state ? `It is ${state} already` : undefined);
  return (
    <div className={classes.actions}>
      <Button
        look={finding.state === 'open' ? 'main' : 'plain'}
        icon="check"
        onClick={() => onAsk('expected')}
        disabledBecause={is('expected')}
      >
        Expected …
      </Button>
      <Button onClick={() => onAsk('acknowledged')} disabledBecause={is('acknowledged')}>
        Acknowledge …
      </Button>
      <Button onClick={() => onAsk('resolved')}>
        {finding.state === 'resolved' ? 'Change the verdict …' : 'Resolve …'}
      </Button>
      {finding.state !== 'open' && <Button onClick={() => onAsk('open')}>Open again …</Button>}
      <span className={classes.copy}>
        <ChoiceMenu
          label="Copy this finding as"
          choices={[
            {
              label: 'Copy as curl',
              onChoose: () => copy(asCurl(window.location.origin, 'getFinding', { params: { finding: finding.id } })),
            },
            {
              label: 'Copy as command',
              onChoose: () => copy(asCommand(['explain', finding.id])),
            },
            { label: 'Copy the link', onChoose: () => copy(window.location.href) },
          ]}
        >
          <Button look="bare" icon="copy">
            Copy as
          </Button>
        </ChoiceMenu>
      </span>
    </div>
  );
}
