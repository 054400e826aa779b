/** Live, reconnecting or blind, and what was lost. Leads to the sensors' health. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCompact } from '../lib/format.ts';
import { useNow, useServices, useStore } from '../lib/services.tsx';
import { isBlind, lostEvents } from '../lib/situation.ts';
import { useStatus } from '../lib/status-query.ts';
import { formatDuration } from '../lib/time.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './global-bar.module.css';

export function ConnectionState(): ReactNode {
  const { live } = useServices();
  const { state, since, garbled } = useStore(live.connection);
  const status = useStatus().data;
  const now = useNow();
  const blind = status !== undefined && isBlind(status);
  const lost = status === undefined ? 0 : lostEvents(status);
  const word = {
    live: 'Live',
    connecting: 'Connecting',
    resting: 'Resting',
    reconnecting: `Reconnecting${now - since > 15_000 ? ` for ${formatDuration(now - since)}` : ''}`,
  }[state];
  const shown = blind ? 'blind' : state;
  return (
    <Link to="/" hash="sensors" className={classes.connection} data-state={shown} title={status?.sentence}>
      {blind ? <Icon name="blind" /> : <span className={classes.dot} aria-hidden />}
      <span role="status">{blind ? `Blind${state === 'live' ? '' : `, ${word.toLowerCase()}`}` : word}</span>
      {lost > 0 && <span className={classes.lost}>{formatCompact(lost)} lost</span>}
      {garbled > 0 && <span className={classes.lost}>{garbled} unreadable</span>}
    </Link>
  );
}
