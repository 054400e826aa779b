import { expect, it } from 'vitest';
import { needsRefused } from './licence-id.ts';

it.each([
  ['MIT', ['GPL-3.0-only'], false],
  ['GPL-3.0-only', ['GPL-3.0-only'], true],
  ['MIT OR GPL-3.0-only', ['GPL-3.0-only'], false],
  ['MIT AND GPL-3.0-only', ['GPL-3.0-only'], true],
  ['(MIT OR GPL-2.0-only) AND (ISC OR GPL-3.0-only)', ['GPL-3.0-only', 'ISC'], true],
  ['GPL-2.0-or-later', ['GPL-2.0-only'], false],
  ['GPL-2.0-or-later', ['GPL-2.0-only', 'GPL-3.0-only'], true],
  ['GPL-3.0-only', ['GPL-2.0-or-later'], true],
  ['GPL-2.0+', ['GPL-2.0-or-later'], true],
  ['GPL-2.0', ['GPL-2.0-only'], true],
  ['GPL-2.0-only WITH Classpath-exception-2.0', ['GPL-2.0-only'], false],
  ['GPL-2.0-only WITH Classpath-exception-2.0', ['GPL-2.0-only WITH Classpath-exception-2.0'], true],
  ['LicenseRef-house', ['LicenseRef-house'], true],
  ['see LICENSE', ['MIT'], false],
])('%s against %s: %s', (expression, refused, needed) => {
  expect(needsRefused(expression, refused)).toBe(needed);
});

it('is not brought down by an expression of many choices', () => {
  const expression = Array(60).fill('(MIT OR GPL-3.0-only)').join(' AND ');
  expect(needsRefused(expression, ['GPL-3.0-only'])).toBe(false);
  expect(needsRefused('('.repeat(5000), ['MIT'])).toBe(false);
});
