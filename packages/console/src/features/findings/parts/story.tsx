/** What happened in what order: the events behind it, the judgement, and what people said of it. */
import type { Explained } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAt, formatClock, formatDuration } from '../../../lib/time.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Told } from '../../../ui/told.tsx';
import classes from './story.module.css';

const typeWords = { event: 'Event', baseline: 'Baseline', finding: 'Finding', feedback: 'Feedback' } as const;

export function Story({ explained }: { readonly explained: Explained }): ReactNode {
  const steps = explained.chain.filter(({ type }) => type !== 'baseline').toSorted((a, b) => a.at - b.at);
  return (
    <Panel title="Story" lead="Oldest first.">
      <ol className={classes.story}>
        {steps.map(({ id, type, at, sentence }, index) => {
          const before = steps[index - 1];
          return (
            <li key={id} className={classes.step} data-type={type}>
              <time dateTime={new Date(at).toISOString()} title={formatAt(at)}>
                {formatClock(at)}
                {before !== undefined && <small>+{formatDuration(at - before.at)}</small>}
              </time>
              <div>
                <strong>{typeWords[type]}</strong>
                <p>{type === 'event' ? <a href={`#${id}`}>{sentence}</a> : <Told text={sentence} />}</p>
              </div>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
