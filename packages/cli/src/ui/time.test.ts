import { expect, it } from 'vitest';
import { ago, lasting, moment } from './time.ts';

it.each([
  [-5, '0 s'],
  [999, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [100_000_000, '27 h'],
  [172_800_000, '2 d'],
])('%d ms is %s', (ms, text) => expect(lasting(ms)).toBe(text));

it('tells now from before', () => {
  expect(ago(1000, 1500)).toBe('now');
  expect(ago(1000, 6000)).toBe('5 s ago');
});

it('names a moment in UTC, and refuses what is no date', () => {
  expect(moment(1_767_323_045_123)).toBe('2026-01-02 03:04:05Z');
  expect(moment(Number.NaN)).toBe('unknown time');
  expect(moment(1e300)).toBe('unknown time');
});
