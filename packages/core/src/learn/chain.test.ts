import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from './chain.ts';

describe('Chain', () => {
  it('gives probabilities that add up to one', () => {
    const history = fc.array(fc.tuple(fc.nat(3), fc.nat(7)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(history, (seen) => {
        const chain = new Chain();
        for (const [given, symbol] of seen) chain.add([1, 100 + given], symbol, 1);
        for (const given of [0, 1, 2, 3, 9]) {
          const sum = Array.from({ length: 8 }, (_, symbol) => chain.probability([1, 100 + given], symbol, 8)).reduce(
            (a, b) => a + b,
          );
          expect(sum).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('is as it was when what was added is taken back', () => {
    const chain = new Chain();
    chain.add([1, 2], 5, 3);
    const before = [5, 6].map((symbol) => chain.probability([1, 2], symbol, 10));
    chain.add([1, 2], 6, 1);
    chain.add([1, 2], 6, -1);
    expect([5, 6].map((symbol) => chain.probability([1, 2], symbol, 10))).toEqual(before);
  });

  it('backs off to what is known in general', () => {
    const chain = new Chain();
    for (let i = 0; i < 20; i++) chain.add([1, 50 + i], 7, 1);
    expect(chain.probability([1, 999], 7, 1000)).toBeGreaterThan(0.9);
  });
});
