import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration } from './time.ts';

const hour = 3_600_000;

describe('times for people', () => {
  it.each([
    [400, '400 ms'],
    [59_000, '59 s'],
    [63_000, '1 min 3 s'],
    [42 * 60_000, '42 min'],
    [hour + 120_000, '1 h 2 min'],
    [23 * hour, '23 h'],
    [24 * hour, '1 day'],
    [9 * 24 * hour + 4 * hour, '9 days 4 h'],
    [40 * 24 * hour + 4 * hour, '40 days'],
  ])('says %i ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0, 'just now'],
    [11_000, '11 s ago'],
    [5 * 60_000, '5 min ago'],
    [30 * hour, '30 h ago'],
    [9 * 24 * hour, '9 days ago'],
    [-5 * 60_000, 'in 5 min'],
  ])('says %i ms before now as %s', (ms, text) => {
    expect(formatAgo(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(text);
  });
});
