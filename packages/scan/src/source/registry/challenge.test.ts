import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

it.each([
  ['Basic realm="x"', [{ scheme: 'basic', parameters: { realm: 'x' } }]],
  [
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example/token',
          service: 'registry.example',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'Negotiate, Basic Realm=plain, bearer realm="a\\"b" , error=invalid_token',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'plain' } },
      { scheme: 'bearer', parameters: { realm: 'a"b', error: 'invalid_token' } },
    ],
  ],
  ['', []],
  ['"', []],
])('%s', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

it('comes to an end with any header', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a-z =",\\]{0,200}$/)), (header) => {
      expect(parseChallenges(header).length).toBeLessThanOrEqual(header.length);
    }),
    { numRuns: 500 },
  );
  expect(parseChallenges('a="'.repeat(100_000)).length).toBeLessThan(10_000);
});
