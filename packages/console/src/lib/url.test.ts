import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './url.ts';

describe('the view in the URL', () => {
  it('reads a repeated name as a list', () => {
    expect(parseSearch('?state=open&severity=high&severity=critical')).toEqual({
      state: 'open',
      severity: ['high', 'critical'],
    });
  });

  it('leaves out what is not set', () => {
    expect(stringifySearch({ text: '', scope: undefined, state: ['open'], wide: false })).toBe('?state=open');
    expect(stringifySearch({})).toBe('');
  });

  it('keeps slashes and colons readable', () => {
    expect(stringifySearch({ scope: 'docker/shop/web' })).toBe('?scope=docker/shop/web');
  });

  it('gives back what it was given, whatever it was', () => {
    const value = fc.string({ minLength: 1 });
    const list = fc.array(value, { minLength: 2, maxLength: 4 });
    const key = fc.string({ minLength: 1 }).filter((name) => !(name in Object.prototype));
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(value, list)), (search) => {
        expect(parseSearch(stringifySearch(search))).toEqual({ ...search });
      }),
    );
  });
});
