import { expect, it } from 'vitest';
import { anyOfLicences, licenceText } from './licence-text.ts';

it.each([
  ['MIT', 'MIT'],
  ['(MIT OR Apache-2.0)', 'MIT OR Apache-2.0'],
  ['BSD', undefined],
  ['UNLICENSED', undefined],
  ['SEE LICENSE IN x', undefined],
  ['', undefined],
  [{ type: 'MIT' }, undefined],
  ['x'.repeat(10_000), undefined],
])('%j is %s', (text, expected) => {
  expect(licenceText(text)).toBe(expected);
});

it('joins a choice of licences, and says nothing when one of them is unknown', () => {
  expect(anyOfLicences(['MIT', 'GPL-2.0-only AND Zlib'])).toBe('MIT OR (GPL-2.0-only AND Zlib)');
  expect(anyOfLicences(['MIT', 'whatever'])).toBeUndefined();
  expect(anyOfLicences([])).toBeUndefined();
});
