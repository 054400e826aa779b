import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText, printable } from './printable.ts';

it('shows what a terminal would obey', () => {
  expect(printable('a\u001b[31mred\r\n\u202ecod')).toBe('a\\x1b[31mred\\x0d\\x0a\\u202ecod');
});

it('leaves no control character in any text, and other text alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect(printable('größe 東京 ok')).toBe('größe 東京 ok');
});

it('writes JSON that means the same and holds no control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = jsonText({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(json).not.toMatch(/\p{Cc}/u);
    }),
  );
});
