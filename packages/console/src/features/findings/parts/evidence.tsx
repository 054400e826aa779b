/** The events behind a finding, whole: nothing of the judgement has to be believed. */
import type { Explained } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { kindNames } from '../../../lib/event-words.ts';
import { formatAmount } from '../../../lib/format.ts';
import { At } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import classes from './evidence.module.css';

export function Evidence({ evidence }: Pick<Explained, 'evidence'>): ReactNode {
  return (
    <Panel title="Evidence" id="evidence" lead={`${formatAmount(evidence.length, 'event')}, kept with the finding.`}>
      {evidence.length === 0 && (
        <p>The events themselves are gone; the finding was made from them and keeps what it says above.</p>
      )}
      <ul className={classes.events}>
        {evidence.map((event) => (
          <li key={event.id} id={event.id} className={classes.event}>
            <details>
              <summary>
                <span className={classes.kind}>{kindNames[event.kind]}</span>
                <code>{event.summary}</code>
                <span className="quiet">
                  <At at={event.at} />
                </span>
              </summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <pre tabIndex={0}>{JSON.stringify(event.detail, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
