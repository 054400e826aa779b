/** Keys that work on every page: Ctrl K, ?, /, and g followed by a room's letter. */
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useKeys } from '../lib/keys.ts';
import { useAsk } from './frame-actions.tsx';
import { rooms } from './rail.tsx';

export function FrameKeys(): null {
  const ask = useAsk();
  const router = useRouter();
  const going = useRef(0);
  const goTo = (key: string) => {
    if (Date.now() - going.current > 1500) return;
    const room = rooms.find((one) => one.key === key);
    if (room !== undefined)
      void router.navigate({ to: room.to, search: 'search' in room ? { state: [...room.search.state] } : {} });
  };
  useKeys({
    '?': () => ask('keys'),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    g: () => {
      going.current = Date.now();
    },
    ...Object.fromEntries(rooms.map(({ key }) => [key, () => goTo(key)])),
  });
  const open = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    ask('palette');
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => open(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
  return null;
}
