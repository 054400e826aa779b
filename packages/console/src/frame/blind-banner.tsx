/** On every page while any sensor does not see: quiet and blind never look alike. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatAmount } from '../lib/format.ts';
import { isBlind, seeingNodes } from '../lib/situation.ts';
import { useStatus } from '../lib/status-query.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './blind-banner.module.css';

export function BlindBanner(): ReactNode {
  const status = useStatus().data;
  if (status === undefined || !isBlind(status)) return null;
  const first = status.nodes.flatMap((node) => node.blind)[0];
  return (
    <aside className={classes.banner} aria-label="Blind">
      <p>
        <Icon name="blind" />
        <strong>
          {status.nodes.length === 0
            ? 'No node reports.'
            : `Blind on ${status.nodes.length - seeingNodes(status)} of ${formatAmount(status.nodes.length, 'node')}.`}
        </strong>{' '}
        {first === undefined ? 'No sensor is running.' : `Not seen: ${first.what}. ${first.hint}`}
      </p>
      <Link to="/" hash="sensors">
        Why, and what to do
      </Link>
    </aside>
  );
}
