import type { LiveMessage } from '@plimsoll/api';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Live } from '../lib/live.ts';
import { keys } from '../lib/query-keys.ts';
import { createStore } from '../lib/store.ts';
import { followLive } from './follow-live.ts';

const scan = (kind: string, state: string) => ({ type: 'scan', scan: { kind, state } }) as unknown as LiveMessage;

function following() {
  const queries = new QueryClient();
  let tell: (message: LiveMessage) => void = () => {};
  const live = {
    connection: createStore({ state: 'live', since: 0, garbled: 0 }),
    onMessage(listener: typeof tell) {
      tell = listener;
      return () => {};
    },
    onResume: () => () => {},
  } as unknown as Live;
  followLive(live, queries);
  for (const key of [keys.scans, keys.images, keys.image('a'), keys.image('b'), keys.advisories, keys.policies])
    queries.setQueryData(key, 'known');
  const old = () =>
    queries
      .getQueryCache()
      .getAll()
      .filter(({ state }) => state.isInvalidated)
      .map(({ queryKey }) => queryKey.join(' '));
  return { tell: (message: LiveMessage) => tell(message), old };
}

describe('what the live stream says', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['progress of a scan', scan('scan', 'running'), ['scans']],
    ['the end of a scan', scan('scan', 'done'), ['scans', 'images']],
    ['a failed fetch of advisories', scan('update', 'failed'), ['scans', 'images', 'advisories']],
    ['a change of one image', { type: 'image', image: 'a' } as LiveMessage, ['images', 'image a']],
    ['a change of policies', { type: 'settings', what: 'policies' } as LiveMessage, ['policies']],
  ])('%s is asked again, and only that', (_what, message, expected) => {
    const { tell, old } = following();
    tell(message);
    vi.advanceTimersByTime(1000);

    expect(old().toSorted()).toEqual(expected.toSorted());
  });

  it('asks at most once a second, however much is said', () => {
    const { tell, old } = following();
    for (let many = 0; many < 100; many++) tell(scan('scan', 'running'));
    vi.advanceTimersByTime(999);
    expect(old()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(old()).toEqual(['scans']);
  });
});
