import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';
import { chosenTags } from './polling.ts';

it('takes a star for a part of one name and two for any', () => {
  const yes = [
    ['shop/*', 'shop/web'],
    ['**', 'a/b/c'],
    ['*/web', 'shop/web'],
    ['shop/**', 'shop/a/b'],
    ['1.*', '1.4'],
    ['*-dev', '4-dev'],
    ['', ''],
  ] as const;
  const no = [
    ['shop/*', 'shop/a/b'],
    ['shop/*', 'other/web'],
    ['1.*', '2.1'],
    ['', 'x'],
  ] as const;
  for (const [pattern, text] of yes) expect(matchesGlob(pattern, text), `${pattern} ${text}`).toBe(true);
  for (const [pattern, text] of no) expect(matchesGlob(pattern, text), `${pattern} ${text}`).toBe(false);
});

it('agrees with a regular expression, and takes no longer for a hostile pattern', () => {
  const piece = fc.constantFrom('a', 'b', '/', '*', '**');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 }),
      (parts, text) => {
        const pattern = parts.join('');
        const source = (pattern.match(/\*\*|\*|[^*]/g) ?? []).map((one) =>
          one === '**' ? '.*' : one === '*' ? '[^/]*' : one,
        );
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${source.join('')}$`).test(text));
      },
    ),
  );
  const began = performance.now();
  expect(matchesGlob('*a'.repeat(100), `${'a'.repeat(250)}b`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(500);
});

it('chooses the newest tags by number, and latest always', () => {
  const tags = ['1.9', '1.10', '1.10-dev', 'latest', '1.2'];
  expect(chosenTags(tags, { tags: [], notTags: ['*-dev'], newest: 3 })).toEqual(['latest', '1.10', '1.9']);
  expect(chosenTags(tags, { tags: ['1.*'], notTags: [], newest: 2 })).toEqual(['1.10-dev', '1.10']);
});
