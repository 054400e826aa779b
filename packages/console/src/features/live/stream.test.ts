import type { EventRecord } from '@plimsoll/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyStream, most, receive, release } from './stream.ts';

const events = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `${from + index}` }) as unknown as EventRecord);
const message = (from: number, count: number, held = 0) =>
  ({ type: 'events', events: events(from, count), held, perSecond: count, at: from }) as never;

describe('live stream', () => {
  it('shows the newest first', () => {
    const stream = receive(receive(emptyStream, message(0, 2), false), message(2, 1), false);

    expect(stream.shown.map(({ id }) => id)).toEqual(['2', '1', '0']);
  });

  it('keeps what is on the screen still while paused, and says how many wait', () => {
    const paused = receive(receive(emptyStream, message(0, 2), false), message(2, 3), true);

    expect(paused.shown).toHaveLength(2);
    expect(paused.waitingCount).toBe(3);
    expect(release(paused).shown.map(({ id }) => id)).toEqual(['4', '3', '2', '1', '0']);
  });

  it('counts what the server held back', () => {
    expect(receive(receive(emptyStream, message(0, 1, 40), false), message(1, 1, 2), true).held).toBe(42);
  });

  it('is bounded whatever comes, and order never changes', () => {
    const batches = fc.array(fc.record({ count: fc.nat(900), paused: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (given) => {
        let next = 0;
        let stream = emptyStream;
        for (const { count, paused } of given) {
          stream = receive(paused ? stream : release(stream), message(next, count), paused);
          next += count;
        }
        const shown = release(stream).shown.map(({ id }) => Number(id));
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown).toEqual(shown.toSorted((a, b) => b - a));
      }),
      { numRuns: 40 },
    );
  });
});
