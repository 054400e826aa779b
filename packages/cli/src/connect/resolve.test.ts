import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortIds } from './resolve-finding.ts';
import { matching } from './resolve-workload.ts';

const ids = ['docker/shop/web', 'docker/shop/worker', 'docker/blog/web', 'docker/db'];

it.each([
  ['docker/shop/web', ['docker/shop/web']],
  ['docker/d', ['docker/db']],
  ['shop/web', ['docker/shop/web']],
  ['db', ['docker/db']],
  ['wo', ['docker/shop/worker']],
  ['web', ['docker/shop/web', 'docker/blog/web']],
  ['eb', []],
])('%s means %j', (typed, meant) => expect(matching(ids, typed)).toEqual(meant));

it('shortens ids without making two the same', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{12}$/)), (list) => {
      const short = shortIds(list);
      expect(new Set(short.values()).size).toBe(list.length);
      for (const [id, shown] of short) expect(id.startsWith(shown)).toBe(true);
    }),
  );
  expect(shortIds(['0123456789ab']).get('0123456789ab')).toBe('01234567');
});
