import type { Status } from '@plimsoll/api';
import { fakeClock, findingOf } from '@plimsoll/testkit';
import { expect, it, vi } from 'vitest';
import { createCounters } from '../counters.ts';
import { createHub, type LiveSink } from './hub.ts';

it('lets a reader go that does not read, and counts it', () => {
  const counters = createCounters({ add: async () => undefined, all: async () => new Map() });
  const hub = createHub({ clock: fakeClock(), counters, status: () => new Promise<Status>(() => undefined) });
  let [waiting, ended] = [0, false];
  const sink: LiveSink = {
    write: (text) => {
      waiting += text.length;
    },
    waitingBytes: () => waiting,
    end: () => {
      ended = true;
    },
    onClose: () => undefined,
    alive: async () => true,
  };
  hub.watch(sink, undefined);
  for (let i = 0; i < 2000 && !ended; i++) hub.finding(findingOf({ id: `f${i}` }));

  expect(ended).toBe(true);
  expect(waiting).toBeLessThan(600_000);
  expect(hub.watchers()).toBe(0);
  expect(counters.dropped()).toEqual([expect.objectContaining({ what: 'slow live readers', count: 1 })]);
});

it('lets a reader go of whom the database cannot tell any more whether it may read', async () => {
  const clock = fakeClock();
  const counters = createCounters({ add: async () => undefined, all: async () => new Map() });
  const hub = createHub({ clock, counters, status: () => new Promise<Status>(() => undefined) });
  let ended = false;
  hub.watch(
    {
      write: () => undefined,
      waitingBytes: () => 0,
      end: () => {
        ended = true;
      },
      onClose: () => undefined,
      alive: () => Promise.reject(new Error('database disk image is malformed')),
    },
    undefined,
  );
  clock.advance(15_000);

  await vi.waitFor(() => expect(ended).toBe(true));
  expect(hub.watchers()).toBe(0);
});
