import fc from 'fast-check';
import { expect, it } from 'vitest';
import { begin, container, exec, ms } from '../../event/events.fixture.ts';
import { largestKept, rateSampleOf, sampleKept, spansOf, uniteRates, weightedCounts } from './rate-sample.ts';
import { anyStarter, mergeRates, noRates, rateAccumulator, ratesOf, startersKept } from './rates.ts';

const spans = fc.array(
  fc.record({ hash: fc.integer({ min: 1, max: 2 ** 32 - 1 }), count: fc.integer({ min: 1, max: 1_000 }) }),
  { maxLength: 300 },
);

it('keeps the same sample whatever the order, and however often', () => {
  fc.assert(
    fc.property(spans, spans, spans, (x, y, z) => {
      const [a, b, c] = [rateSampleOf(x), rateSampleOf(y), rateSampleOf(z)];
      expect(uniteRates(a, b)).toEqual(uniteRates(b, a));
      expect(uniteRates(uniteRates(a, b), c)).toEqual(uniteRates(a, uniteRates(b, c)));
      expect(uniteRates(uniteRates(a, b), b)).toEqual(uniteRates(a, b));
      expect(uniteRates(a, b)).toEqual(rateSampleOf([...x, ...y]));
    }),
  );
});

it('stands for every span: the largest exactly, the others in proportion', () => {
  const all = Array.from({ length: 5_000 }, (_, i) => ({
    hash: Math.imul(i + 1, 0x9e3779b1) >>> 0,
    count: 1 + (i % 50),
  }));
  const kept = rateSampleOf(all);
  const weight = weightedCounts(kept, (count) => count).reduce((sum, { count }) => sum + count, 0);

  expect([kept.sample.length, kept.largest.length]).toEqual([sampleKept, largestKept]);
  expect(kept.largest.every(({ count }) => count === 50)).toBe(true);
  expect(Math.abs(spansOf(kept) - 5_000)).toBeLessThan(0.2 * 5_000);
  expect(Math.abs(weight - spansOf(kept))).toBeLessThan(100);
});

it('counts a span once it is over, whole, whenever deltas are taken', () => {
  const rates = rateAccumulator();
  const at = (second: number) => exec({ at: begin + 100_000 + second * 1000 });
  const counted: number[] = [];
  for (let second = 0; second < 30; second++) {
    rates.exec(at(second), '/bin/sh');
    if (second % 4 === 0) {
      const taken = rates.take(ms(begin + 100_000 + second * 1000));
      counted.push(...(taken.steady.get('/bin/sh')?.largest ?? []).map(({ count }) => count));
      expect(taken.steady.get(anyStarter)).toEqual(taken.steady.get('/bin/sh'));
    }
  }
  // The third span is not over.
  expect(counted).toEqual([10, 10]);
  expect(rates.take(ms(begin + 140_000)).steady.get('/bin/sh')?.largest[0]?.count).toBe(10);
  expect(rates.take(ms(begin + 200_000))).toEqual(noRates);
});

it('holds a phase that showed nothing against later ones, and a start-up against all', () => {
  const rates = rateAccumulator();
  for (const second of [1, 2, 3, 70]) rates.exec(exec({ at: begin + second * 1000 }), '/bin/sh');
  const model = rates.take(ms(begin + 90_000));

  expect(ratesOf(model, 'start-up', '/bin/sh')?.largest.map(({ count }) => count)).toEqual([3, 1]);
  expect(ratesOf(model, 'warm-up', '/bin/sh')?.largest.map(({ count }) => count)).toEqual([1]);
  expect(ratesOf(model, 'steady', '/usr/bin/perl')).toBeUndefined();
});

it('stays bounded in starters, containers and spans', () => {
  const rates = rateAccumulator();
  for (let i = 0; i < 3_000; i++) {
    rates.exec(exec({ at: begin + 100_000 + i, container: container(`web-${i % 600}`) }), `/bin/x${i % 200}`);
  }
  const model = rates.take(ms(begin + 200_000));
  const merged = mergeRates(model, model);

  expect(model.steady.size).toBe(startersKept);
  expect(merged).toEqual(model);
  expect(model.steady.get(anyStarter)?.sample.length).toBe(sampleKept);
});
