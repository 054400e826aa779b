import fc from 'fast-check';
import parse from 'spdx-expression-parse';
import { describe, expect, it } from 'vitest';
import { spdxOf } from './licence.ts';

describe('spdxOf', () => {
  it.each([
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    ['Expat', 'MIT'],
    ['GPL-2', 'GPL-2.0-only'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPLv2+', 'GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-2.0-or-later'],
    ['GPLv3', 'GPL-3.0-only'],
    ['GPL v2 or later', 'GPL-2.0-or-later'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['LGPLv2+', 'LGPL-2.0-or-later'],
    ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
    ['Apache 2.0', 'Apache-2.0'],
    ['ASL 2.0', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['MPLv2.0', 'MPL-2.0'],
    ['BSD-3-clause', 'BSD-3-Clause'],
    ['3-clause BSD', 'BSD-3-Clause'],
    ['BSD with advertising', 'BSD-4-Clause'],
    ['GPL-2+ or Artistic', 'GPL-2.0-or-later OR Artistic-1.0'],
    ['GPLv2+ and (MIT or ISC)', 'GPL-2.0-or-later AND (MIT OR ISC)'],
    ['GPL-2 or MIT, and ISC', '(GPL-2.0-only OR MIT) AND ISC'],
    ['GPL-2 or MIT and ISC', 'GPL-2.0-only OR MIT AND ISC'],
    ['GPL-2.0-only WITH Linux-syscall-note', 'GPL-2.0-only WITH Linux-syscall-note'],
    ['GPL-2+ with Font exception', 'GPL-2.0-or-later WITH Font-exception-2.0'],
    ['Perl and MIT', '(Artistic-1.0-Perl OR GPL-1.0-or-later) AND MIT'],
    ['MIT AND MIT', 'MIT'],
    ['ZLIB', 'Zlib'],
  ])('%s is %s', (text, expression) => {
    expect(spdxOf(text, { unlisted: 'refuse' })).toBe(expression);
  });

  it.each([
    'BSD',
    'GPL',
    'LGPL',
    'Commercial',
    '',
    'MIT and',
    '(MIT',
    'MIT ISC',
    'GPL-9',
    'with',
    'constructor',
    'None',
  ])('does not guess what %j means', (text) => {
    expect(spdxOf(text, { unlisted: 'refuse' })).toBeUndefined();
  });

  it('refers to what is not listed when asked to', () => {
    expect(spdxOf('GPL-2+ and public-domain', { unlisted: 'reference' })).toBe(
      'GPL-2.0-or-later AND LicenseRef-public-domain',
    );
    expect(spdxOf('GPL-2+ with OpenSSL exception', { unlisted: 'reference' })).toBe(
      'LicenseRef-GPL-2-with-OpenSSL-exception',
    );
    expect(spdxOf('Public Domain and BSD', { unlisted: 'reference' })).toBe(
      'LicenseRef-Public-Domain AND LicenseRef-BSD',
    );
  });

  it('says nothing but valid expressions, whatever it is given', () => {
    const words = fc.constantFrom(
      'MIT',
      'GPL-2+',
      'and',
      'or',
      'with',
      '(',
      ')',
      ',',
      'foo bar',
      'Font exception',
      '+',
      '-',
      '\n',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          for (const unlisted of ['refuse', 'reference'] as const) {
            const expression = spdxOf(text, { unlisted });
            if (expression !== undefined) expect(() => parse(expression)).not.toThrow();
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not sink in parentheses', () => {
    expect(spdxOf('('.repeat(300), { unlisted: 'reference' })).toBeUndefined();
    expect(spdxOf('('.repeat(4000), { unlisted: 'reference' })).toBeUndefined();
  });
});
