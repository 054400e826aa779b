import { expect, it } from 'vitest';
import { timeLabels } from './time-labels.ts';

const noon = Date.UTC(2026, 10, 23, 12) / 1000;

it('is as fine as the steps', () => {
  expect(timeLabels([noon, noon + 10])[0]).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(timeLabels([noon, noon + 3600])[0]).toMatch(/^\d\d:\d\d$/);
  expect(timeLabels([noon, noon + 86_400])[0]).toMatch(/^\d+ \w+$/);
});

it('names the day where it changes', () => {
  const labels = timeLabels([0, 6, 12, 18, 24, 30].map((hours) => noon + hours * 3600));

  expect(labels.filter((label) => /\w{3,4}$/.test(label) && !label.includes(':'))).toHaveLength(1);
});
