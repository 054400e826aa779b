import { describe, expect, it } from 'vitest';
import { calmest } from './calm.ts';

const repeated = (value: number, times: number): number[] => Array.from({ length: times }, () => value);
const of = (...digits: readonly (readonly number[])[]): number => calmest(Float64Array.from(digits.flat()));

describe('calmest', () => {
  it('passes over a burst of surprise', () => {
    expect(of(repeated(0.5, 60), repeated(3, 50), repeated(0.5, 100))).toBeCloseTo(0.5);
  });

  it('takes all of a short sequence, and nothing of an empty one', () => {
    expect(of([1, 2, 3])).toBeCloseTo(2);
    expect(of([])).toBe(0);
  });

  it('finds the calmest hundred wherever they are', () => {
    expect(of(repeated(2, 100), repeated(1, 100), repeated(2, 100))).toBeCloseTo(1);
  });
});
