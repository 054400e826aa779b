import { expect, it } from 'vitest';
import { mulberry32 } from '../detect/web-workload.fixture.ts';
import { unseen } from './coverage.ts';

it('expects only new things before anything was seen', () => {
  expect(unseen(0, 0)).toEqual({ estimate: 1, upperBound: 1, blocks: 0 });
});

it('bounds the unseen by three in n when nothing was alone', () => {
  expect(unseen(0, 300).upperBound).toBeCloseTo(3 / 300, 3);
});

it('predicts the rate of new behaviour later on', () => {
  // Blocks that each show one of many behaviours, Zipf-like: the estimate after 400 must be what the next 4,000 show.
  const random = mulberry32(1);
  const draw = (): number => Math.floor(300 * random() ** 3);
  const seen = new Map<number, number>();
  for (let i = 0; i < 400; i++) {
    const item = draw();
    seen.set(item, (seen.get(item) ?? 0) + 1);
  }
  const { estimate, upperBound } = unseen([...seen.values()].filter((n) => n === 1).length, 400);
  const later =
    Array.from({ length: 4000 }, () => (seen.has(draw()) ? 0 : 1)).reduce<number>((a, b) => a + b, 0) / 4000;
  expect(Math.abs(estimate - later)).toBeLessThan(0.2 * later + 0.03);
  expect(later).toBeLessThan(upperBound);
});
