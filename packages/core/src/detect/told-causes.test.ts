import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EpochMs } from '../record.ts';
import { toldCauses } from './told-causes.ts';

const at = (ms: number) => ms as EpochMs;

it('tells the first, then each time there are ten times as many, and always how many there were', () => {
  const causes = toldCauses();
  const told = Array.from({ length: 10_000 }, (_, i) => causes.occurred('exec', at(i), 1)).filter((count) => count > 0);

  expect(told).toEqual([1, 9, 90, 900, 9000]);
});

it('tells again after a minute, and at once what became graver', () => {
  const causes = toldCauses();
  causes.occurred('exec', at(0), 1);

  expect(causes.occurred('exec', at(59_999), 1)).toBe(0);
  expect(causes.occurred('exec', at(60_000), 1)).toBe(2);
  expect(causes.occurred('exec', at(60_001), 2)).toBe(1);
  expect(causes.occurred('other', at(60_001), 1)).toBe(1);
});

it('never tells more than occurred', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ after: fc.nat(90_000), rank: fc.nat(3) })), (occurrences) => {
      const causes = toldCauses();
      let now = 0;
      let sum = 0;
      occurrences.forEach(({ after, rank }, index) => {
        now += after;
        sum += causes.occurred('exec', at(now), rank);
        expect(sum).toBeLessThanOrEqual(index + 1);
        if (after >= 60_000) expect(sum).toBe(index + 1);
      });
    }),
  );
});
