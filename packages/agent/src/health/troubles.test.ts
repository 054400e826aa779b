import type { EpochMs, WorkloadId } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { noLosses } from '../enrich/losses.ts';
import { createBlindSpots, createGrowthWatch } from './health.ts';
import { type Circumstances, troublesOf } from './troubles.ts';

const now = (ms: number) => ms as EpochMs;
const well: Circumstances = {
  sensor: { state: 'running', since: now(0), restarts: 0, reason: undefined },
  engine: { state: 'connected', since: now(0), reason: undefined },
  stages: { eventsPerSecond: 0, droppedFindings: 0, serverFails: undefined, refusedOrders: new Map() },
  isDropping: false,
  losses: noLosses,
  unwatched: 0,
  unprotected: [],
};

describe('troubles', () => {
  it('are none when all is well', () => {
    expect(troublesOf(well)).toEqual([]);
  });

  it.each<[string, Partial<Circumstances>]>([
    ['sensor starting', { sensor: { ...well.sensor, state: 'starting' } }],
    ['sensor down', { sensor: { ...well.sensor, state: 'restarting', reason: { why: 'It ended.', hint: 'Wait.' } } }],
    ['dropping', { isDropping: true, losses: { ...noLosses, ringFull: 7 } }],
    ['no slot', { unwatched: 3 }],
    [
      'no engine',
      { engine: { state: 'unavailable', since: now(0), reason: { why: 'No socket.', hint: 'Start it.' } } },
    ],
    ['server away', { stages: { ...well.stages, serverFails: 'it is away', droppedFindings: 2 } }],
    [
      'baseline corrupt',
      { stages: { ...well.stages, refusedOrders: new Map([['docker/web' as WorkloadId, 'It is cut.']]) } },
    ],
    ['not protected', { unprotected: [{ container: 'web-1', why: 'the list is full' }] }],
  ])('are told with why and what to do: %s', (_, change) => {
    const troubles = troublesOf({ ...well, ...change });

    expect(troubles).toHaveLength(1);
    expect(troubles).toMatchSnapshot();
  });

  it('remember since when they are there', () => {
    const spots = createBlindSpots();
    const [trouble, other] = [
      { what: 'a', why: '', hint: '' },
      { what: 'b', why: '', hint: '' },
    ];

    expect(spots.update([trouble], now(1))).toMatchObject([{ since: 1 }]);
    expect(spots.update([other, trouble], now(2))).toMatchObject([{ since: 2 }, { since: 1 }]);
    spots.update([], now(3));
    expect(spots.update([trouble], now(4))).toMatchObject([{ since: 4 }]);
  });

  it('of dropping last for a minute after the last loss', () => {
    const watch = createGrowthWatch();

    expect(watch.update(0, now(0))).toBe(false);
    expect(watch.update(5, now(1_000))).toBe(true);
    expect(watch.update(5, now(60_999))).toBe(true);
    expect(watch.update(5, now(61_000))).toBe(false);
  });
});
