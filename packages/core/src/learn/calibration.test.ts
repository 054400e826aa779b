import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../detect/web-workload.fixture.ts';
import { calibrate } from './calibration.ts';

describe('calibrate', () => {
  it('gives clean scores p-values that are uniform', () => {
    const random = mulberry32(5);
    const score = (): number => -Math.log(random());
    const calibration = calibrate(Array.from({ length: 5000 }, () => ({ score: score(), count: 1 })));
    const ps = Array.from({ length: 20_000 }, () => calibration.p(score()));
    for (const level of [0.001, 0.01, 0.1, 0.5, 0.9]) {
      const share = ps.filter((p) => p <= level).length / ps.length;
      expect(Math.abs(share - level)).toBeLessThan(0.02 + 0.2 * level * (level < 0.05 ? 5 : 1));
    }
  });

  it('never promises more than the blocks support, and never falls as scores grow', () => {
    const anyScores = fc.array(
      fc.record({ score: fc.double({ min: 0, max: 50, noNaN: true }), count: fc.integer({ min: 1, max: 40 }) }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(
        anyScores,
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (scores, x, y) => {
          const calibration = calibrate(scores);
          const [low, high] = [Math.min(x, y), Math.max(x, y)];
          expect(calibration.digits(high)).toBeLessThanOrEqual(Math.log10(calibration.n + 1) + 1e-9);
          expect(calibration.digits(low)).toBeLessThanOrEqual(calibration.digits(high) + 1e-12);
          expect(calibration.tail(high)).toBeLessThanOrEqual(calibration.tail(low) + 1e-12);
          expect(calibration.tail(high)).toBeLessThanOrEqual(calibration.p(high) + 1e-12);
        },
      ),
    );
  });

  it('finds the score of a probability again', () => {
    const calibration = calibrate(Array.from({ length: 1000 }, (_, i) => ({ score: i, count: 1 })));
    expect(calibration.scoreAt(0.01)).toBeGreaterThanOrEqual(985);
    expect(calibration.tail(calibration.scoreAt(1e-6))).toBeCloseTo(1e-6, 9);
  });

  it('is certain of nothing while nothing was learned', () => {
    expect(calibrate([]).tail(1e9)).toBe(1);
  });
});
