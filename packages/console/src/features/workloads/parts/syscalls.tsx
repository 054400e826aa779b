/** The system calls a workload makes, how often, and which of them it showed only once. */
import type { BaselineView } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount, formatRate } from '../../../lib/format.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Twin } from '../../../ui/twin.tsx';
import classes from './behaviour-tab.module.css';

export function Syscalls({ baseline: { syscalls } }: { readonly baseline: BaselineView }): ReactNode {
  const sorted = syscalls.toSorted((a, b) => b.perSecond - a.perSecond || a.name.localeCompare(b.name));
  const most = Math.max(...sorted.map(({ perSecond }) => perSecond), Number.MIN_VALUE);
  return (
    <Panel title="System calls" lead="The bar is on a log scale: most calls are rare, and the rare ones tell the most.">
      <Twin
        label={`${formatAmount(syscalls.length, 'system call')}, by how often`}
        columns={['System call', 'Calls', 'Trust']}
        rows={sorted.map(({ name, perSecond, trust }) => [
          name,
          formatRate(perSecond),
          trust === 'trusted' ? 'trusted' : 'learned once',
        ])}
        chart={
          <ul className={classes.calls}>
            {sorted.map(({ name, perSecond, trust }) => (
              <li key={name} className={classes.call} data-trust={trust}>
                <code>{name}</code>
                <span aria-hidden>
                  <span className={classes.bar} style={{ display: 'block', width: `${logShare(perSecond, most)}%` }} />
                </span>
                <span className={classes.rate}>{formatRate(perSecond)}</span>
              </li>
            ))}
          </ul>
        }
      />
    </Panel>
  );
}

/** Percent of the width, over five decades below the most frequent. */
export function logShare(perSecond: number, most: number): number {
  if (!(perSecond > 0)) return 0;
  return Math.max(2, Math.min(100, (1 + Math.log10(perSecond / most) / 5) * 100));
}
