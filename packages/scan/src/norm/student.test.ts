import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTail } from './student.ts';

describe('studentTail', () => {
  it.each([
    // Any printed table of Student's distribution, two-sided.
    [12.706, 1, 0.05],
    [2.776, 4, 0.05],
    [4.604, 4, 0.01],
    [2.262, 9, 0.05],
    [3.25, 9, 0.01],
    [2.042, 30, 0.05],
    [1.984, 100, 0.05],
    [0, 7, 1],
  ])('t = %d with %d degrees of freedom', (t, freedom, tail) => {
    expect(studentTail(t, freedom)).toBeCloseTo(tail, 3);
  });

  it('falls as t grows and stays a probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (x, y, freedom) => {
          const [low, high] = [Math.min(x, y), Math.max(x, y)];
          const [more, less] = [studentTail(low, freedom), studentTail(high, freedom)];
          expect(more).toBeGreaterThanOrEqual(less - 1e-9);
          expect(less).toBeGreaterThanOrEqual(0);
          expect(more).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
