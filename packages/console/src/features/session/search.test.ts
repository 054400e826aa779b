import { expect, it } from 'vitest';
import { SignInSearch } from './search.ts';

it('goes back to a page of this console', () => {
  expect(SignInSearch.parse({ next: '/findings?state=open' }).next).toBe('/findings?state=open');
});

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ['/a', '/b']])(
  'never goes to %s',
  (next) => {
    expect(SignInSearch.parse({ next }).next).toBeUndefined();
  },
);
