import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countDistinct, distinctOf, uniteDistinct } from './distinct.ts';
import { hashWord } from './hash.ts';

const anySet = fc.array(fc.integer({ min: 0, max: 200 })).map((hashes) => distinctOf(16, hashes));

it('unites the same whatever the order, and however often', () => {
  fc.assert(
    fc.property(anySet, anySet, anySet, (a, b, c) => {
      expect(uniteDistinct(a, b)).toEqual(uniteDistinct(b, a));
      expect(uniteDistinct(uniteDistinct(a, b), c)).toEqual(uniteDistinct(a, uniteDistinct(b, c)));
      expect(uniteDistinct(uniteDistinct(a, b), b)).toEqual(uniteDistinct(a, b));
    }),
  );
});

it.each([0, 1, 1023, 50_000])('counts %d', (n) => {
  const set = distinctOf(
    1024,
    Array.from({ length: n }, (_, i) => hashWord(7, i)),
  );
  if (n < 1024) expect(countDistinct(set)).toBe(n);
  else expect(Math.abs(countDistinct(set) / n - 1)).toBeLessThan(0.1);
});
