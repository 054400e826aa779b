/** The menu: a rail at the side, or a bar at the bottom of a narrow screen. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../lib/format.ts';
import { useStatus } from '../lib/status-query.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Wordmark } from '../ui/mark.tsx';
import { useAsk } from './frame-actions.tsx';
import classes from './rail.module.css';

export const rooms = [
  { word: 'Overview', icon: 'overview', to: '/', key: 'o', exact: true },
  { word: 'Findings', icon: 'findings', to: '/findings', search: { state: ['open'] }, key: 'f' },
  { word: 'Workloads', icon: 'workloads', to: '/workloads', key: 'w' },
  { word: 'Images', icon: 'images', to: '/images', key: 'i' },
  { word: 'Live', icon: 'live', to: '/live', key: 'l', apart: true },
  { word: 'Settings', icon: 'settings', to: '/settings', key: 's' },
] as const satisfies readonly Room[];

interface Room {
  readonly word: string;
  readonly icon: IconName;
  readonly to: '/' | '/findings' | '/workloads' | '/images' | '/live' | '/settings';
  readonly search?: { readonly state: readonly ['open'] };
  /** `g` and then this goes there. */
  readonly key: string;
  readonly exact?: boolean;
  readonly apart?: boolean;
}

export function Rail(): ReactNode {
  const status = useStatus().data;
  const ask = useAsk();
  const open = status === undefined ? 0 : Object.values(status.openFindings).reduce((sum, count) => sum + count, 0);
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.home} aria-label="Plimsoll, overview">
        <Wordmark />
      </Link>
      <ul className={classes.rooms}>
        {rooms.map((room: Room) => (
          <li key={room.word} data-apart={room.apart || undefined}>
            <Link
              to={room.to}
              {...(room.search && { search: { state: [...room.search.state] } })}
              className={classes.room}
              activeOptions={{ exact: room.exact ?? false, includeSearch: false }}
            >
              <Icon name={room.icon} size={18} />
              <span>{room.word}</span>
              {room.to === '/findings' && open > 0 && (
                <span className={classes.count}>
                  {formatCount(open)}
                  <span className="visually-hidden"> open</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <button type="button" onClick={() => ask('keys')}>
          <Icon name="keyboard" /> Keys <kbd>?</kbd>
        </button>
        {status !== undefined && <p>Version {status.version}</p>}
      </div>
    </nav>
  );
}
