import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, cutEnd, cutStart, padEnd, wrap } from './width.ts';

it('counts what a terminal shows', () => {
  expect(columnsOf('abc')).toBe(3);
  expect(columnsOf('\u001b[31mabc\u001b[39m')).toBe(3);
  expect(columnsOf('東京')).toBe(4);
  expect(columnsOf('e\u0301')).toBe(1);
});

it('keeps the end that tells ids apart', () => {
  expect(cutStart('docker/shop/web', 8)).toBe('…hop/web');
  expect(cutEnd('docker/shop/web', 8)).toBe('docker/…');
  expect(cutEnd('web', 8)).toBe('web');
});

it('never takes more columns than it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
      const shown = text.replace(/\p{Cc}/gu, '');
      expect(columnsOf(cutEnd(shown, columns))).toBeLessThanOrEqual(columns);
      expect(columnsOf(cutStart(shown, columns))).toBeLessThanOrEqual(columns);
      expect(columnsOf(padEnd(cutEnd(shown, columns), columns))).toBe(columns);
    }),
  );
});

it('wraps at blanks and loses nothing', () => {
  expect(wrap('sh was never learned here', 10)).toEqual(['sh was', 'never', 'learned', 'here']);
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      (words, columns) => {
        expect(wrap(words.join(' '), columns).join(' ')).toBe(words.join(' '));
      },
    ),
  );
});
