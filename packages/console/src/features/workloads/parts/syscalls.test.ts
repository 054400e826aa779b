import { expect, it } from 'vitest';
import { logShare } from './syscalls.tsx';

it('gives the most frequent the whole width, a rare one still something, none nothing', () => {
  expect(logShare(1000, 1000)).toBe(100);
  expect(logShare(0.000001, 1000)).toBe(2);
  expect(logShare(0, 1000)).toBe(0);
});
