import { describe, expect, it } from 'vitest';
import { daysOf, endOf } from './exception-end.ts';

const now = new Date(2026, 10, 23, 15, 30).getTime();
const day = 86_400_000;

describe('the end of an exception', () => {
  it('is a usual time from now, or none', () => {
    expect(endOf('30', '', now)).toEqual({ expiresAt: now + 30 * day });
    expect(endOf('never', '2020-01-01', now)).toEqual({ expiresAt: null });
  });

  it('is the last second of the day that is named', () => {
    expect(endOf('date', '2026-11-24', now)).toEqual({ expiresAt: new Date(2026, 10, 24, 23, 59, 59).getTime() });
    expect(endOf('date', '2031-11-23', now)).toEqual({ expiresAt: new Date(2031, 10, 23, 23, 59, 59).getTime() });
  });

  it.each([
    ['', 'Choose the last day'],
    ['24.11.2026', 'Choose the last day'],
    ['2027-02-30', 'Choose the last day'],
    ['2026-11-23', 'tomorrow or later'],
    ['2020-01-01', 'tomorrow or later'],
    ['2031-11-24', 'in the next 5 years'],
    ['9999-12-31', 'in the next 5 years'],
  ])('is not %o', (date, problem) => {
    expect(endOf('date', date, now)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('may be tomorrow at the earliest, also at the end of a month and of a year', () => {
    expect(daysOf(now)).toEqual({ first: '2026-11-24', last: '2031-11-23' });
    expect(daysOf(new Date(2026, 11, 31, 23, 59).getTime()).first).toBe('2027-01-01');
  });
});
