import { ApiError } from '@plimsoll/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, situationOf } from './situation.ts';
import { healthyNode, healthyStatus } from './status.fixture.ts';

const empty: Asked = { answered: true, error: null, count: 0, filtered: false, status: healthyStatus };
const blind = { ...healthyStatus, nodes: [healthyNode, { ...healthyNode, sensor: 'unavailable' as const }] };

describe('the situation of a view', () => {
  it('is none when there is something to show', () => {
    expect(situationOf({ ...empty, count: 3 })).toBeUndefined();
  });

  it('tells all six states and both refusals apart', () => {
    const refused = new ApiError('FORBIDDEN', 'no', { hint: '', status: 403 });
    const kinds = [
      { ...empty, answered: false },
      { ...empty, status: { ...healthyStatus, state: 'waiting' as const } },
      { ...empty, status: { ...healthyStatus, state: 'learning' as const } },
      { ...empty, filtered: true },
      empty,
      { ...empty, status: blind },
      { ...empty, answered: false, error: refused },
      { ...empty, answered: false, error: new Error('x') },
    ].map((asked) => situationOf(asked)?.kind);

    expect(kinds).toEqual(['loading', 'nothing yet', 'learning', 'filtered', 'clear', 'blind', 'forbidden', 'error']);
  });

  it('never says all clear while one node is blind, or while the status is unknown', () => {
    const asked = fc.record({
      answered: fc.boolean(),
      error: fc.constantFrom(null, new Error('x')),
      count: fc.nat(2),
      filtered: fc.boolean(),
      status: fc.constantFrom(undefined, blind, { ...healthyStatus, state: 'blind' as const }),
    });
    fc.assert(
      fc.property(asked, (view) => {
        expect(situationOf(view)?.kind).not.toBe('clear');
      }),
    );
  });
});
