import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestOf } from './bun-nearest.ts';

const nearest = nearestOf(['x', 'a', 'a/x', 'a/b', '@s/a', '@s/a/x', '@s/a/@s/b', '@s/x', 'a/b/@s/x']);

describe('the entry that a name comes to', () => {
  it.each([
    ['', 'x', 'x'],
    ['a', 'x', 'a/x'],
    ['a/b', 'x', 'a/x'],
    ['a/b', '@s/x', 'a/b/@s/x'],
    ['a/x', '@s/x', '@s/x'],
    ['@s/a/@s/b', 'x', '@s/a/x'],
    ['@s/b', 'x', 'x'],
    ['x', 'y', 'y'],
  ])('from "%s", %s is %s', (from, name, key) => {
    expect(nearest(from)(name)).toBe(key);
  });

  it('does not take a scope for a package', () => {
    expect(nearest('@s/b')('a')).toBe('a');
  });

  it('is the longest key that is there', () => {
    const name = fc.constantFrom('a', 'b', 'c', '@s/a', '@s/b');
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(path), path, name, (keys, from, wanted) => {
        const all = new Set(keys.map((each) => each.join('/')));
        const candidates = from.map((_, index) => [...from.slice(0, from.length - index), wanted].join('/'));
        expect(nearestOf([...all])(from.join('/'))(wanted)).toBe(candidates.find((each) => all.has(each)) ?? wanted);
      }),
    );
  });

  it.each(['/', '//', '/a', 'a/', '@', '@/', '@/@', '/@'])('ends for a key like "%s"', (key) => {
    expect(nearestOf([key])(key)('x')).toBe('x');
  });
});
