import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatBytes,
  formatCompact,
  formatOdds,
  formatRate,
  formatSurprise,
  formatTimes,
  shortId,
} from './format.ts';

describe('numbers for people', () => {
  it('names one and many', () => {
    expect(formatAmount(1, 'process start')).toBe('1 process start');
    expect(formatAmount(41_200, 'process start')).toBe('41,200 process starts');
    expect(formatAmount(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('shortens only what is large', () => {
    expect(formatCompact(9_999)).toBe('9,999');
    expect(formatCompact(1_234_567)).toBe('1.23 M');
  });

  it('gives a rate in the unit people can count', () => {
    expect([0, 0.001, 0.5, 3.25, 1500].map(formatRate)).toEqual(['0/s', '< 1/min', '30/min', '3.3/s', '1,500/s']);
  });

  it('says chances as odds', () => {
    expect([0, 0.0004, 0.1, 0.71, 1].map(formatOdds)).toEqual([
      'none seen',
      '1 in 2,500',
      '1 in 10',
      '71 in 100',
      'every time',
    ]);
    expect(formatSurprise(6.2)).toBe('1 in 1.6 million');
    expect(formatSurprise(9)).toBe('1 in 1 billion');
    expect(formatSurprise(40)).toBe('less than 1 in 10¹⁵');
  });

  it('never shows a bare percentage or something that is not a number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
        expect(formatOdds(chance)).not.toMatch(/%|NaN|Infinity|undefined/);
      }),
    );
  });

  it('says a factor', () => {
    expect([0.1, 3, -3, 6.2].map(formatTimes)).toEqual([
      '1.3 times',
      '1,000 times',
      '1,000 times',
      '1.6 million times',
    ]);
  });

  it('shortens bytes and ids', () => {
    expect([0, 1023, 1536, 104_857_600].map(formatBytes)).toEqual(['0 B', '1,023 B', '1.5 KiB', '100 MiB']);
    expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  });
});
