/** The answer to "is anything wrong?" in one line, with its proof below. */
import type { Status } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { isBlind, seeingNodes } from '../../../lib/situation.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import classes from './headline.module.css';

export function Headline({ status }: { readonly status: Status }): ReactNode {
  const { kind, words } = headlineOf(status);
  return (
    <header className={classes.headline} data-kind={kind}>
      <span className={classes.picture}>{kind === 'blind' ? <Icon name="blind" size={30} /> : <Mark size={40} />}</span>
      <div>
        <h1>{words}</h1>
        <p>{status.sentence}</p>
      </div>
    </header>
  );
}

export function headlineOf(status: Status): {
  readonly kind: 'blind' | 'findings' | 'learning' | 'clear';
  readonly words: string;
} {
  const { critical, high, medium, low } = status.openFindings;
  const urgent = critical + high;
  const open = urgent + medium + low;
  const findings =
    urgent > 0
      ? `${formatAmount(urgent, 'finding')} to look at now`
      : `${formatAmount(open, 'finding')} open, none of them urgent`;
  if (isBlind(status)) {
    const blind = status.nodes.length - seeingNodes(status);
    const where =
      status.nodes.length === 0
        ? 'No node reports'
        : `Blind on ${blind} of ${formatAmount(status.nodes.length, 'node')}`;
    return { kind: 'blind', words: open > 0 ? `${where}; ${findings}` : where };
  }
  if (open > 0) return { kind: 'findings', words: findings };
  if (status.state === 'learning') return { kind: 'learning', words: 'Nothing wrong so far, and still learning' };
  return { kind: 'clear', words: 'All clear' };
}
