/** What only one clean run showed: it is not trusted until a second one shows it. The person looks before the machine believes. */
import type { BaselineView } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import classes from './learned-once.module.css';

export function LearnedOnce({ baseline }: { readonly baseline: BaselineView }): ReactNode {
  const processes = baseline.processes.filter(({ trust }) => trust === 'probationary');
  const calls = baseline.syscalls.filter(({ trust }) => trust === 'probationary');
  if (processes.length + calls.length === 0) return null;
  return (
    <Panel
      title="Learned once, please confirm"
      aside={<Tag tone="learn" icon="learn" word={formatAmount(processes.length + calls.length, 'thing')} />}
      lead="Only one run showed these, so they are not trusted: an intruder who was there while it learned would be in this list. A second run that shows them confirms them by itself. Look for what does not belong."
    >
      <ul className={classes.list}>
        {processes.map(({ parent, executable, args, uid }) => (
          <li key={`${parent} ${executable} ${args} ${uid}`}>
            <code>{parent || 'unknown parent'}</code> started{' '}
            <code>
              {executable} {args}
            </code>{' '}
            <span className="quiet">as uid {uid}</span>
          </li>
        ))}
        {calls.length > 0 && (
          <li>
            {calls.length === 1 ? 'The system call ' : 'The system calls '}
            <code>{calls.map(({ name }) => name).join(', ')}</code>
          </li>
        )}
      </ul>
    </Panel>
  );
}
