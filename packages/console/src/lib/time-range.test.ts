import { describe, expect, it } from 'vitest';
import { rangeName, resolveRange, shiftRange } from './time-range.ts';

const now = 1_700_000_012_345;

describe('time range', () => {
  it('resolves a relative range to the minute, so that the same question has the same key', () => {
    expect(resolveRange({ range: '1h' }, now)).toEqual(resolveRange({ range: '1h' }, now + 5_000));
    expect(resolveRange({ range: '15m' }, now).since).toBe(Math.floor((now - 900_000) / 60_000) * 60_000);
  });

  it('asks for everything when nothing is chosen', () => {
    expect(resolveRange({}, now)).toEqual({});
    expect(rangeName({})).toBe('Any time');
  });

  it('moves a window by its own length', () => {
    expect(shiftRange({ from: 1000, to: 3000 }, -1, now)).toEqual({ from: -1000, to: 1000 });
    expect(shiftRange({ from: 1000, to: 3000 }, 1, now)).toEqual({ from: 3000, to: 5000 });
    expect(shiftRange({}, 1, now)).toBeUndefined();
  });
});
