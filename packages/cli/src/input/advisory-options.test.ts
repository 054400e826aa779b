import { expect, it } from 'vitest';
import { advisoriesDir } from './advisory-options.ts';

it.each([
  ['a flag before all', '/flag', { PLIMSOLL_ADVISORIES: '/env' }, 1000, '/flag'],
  ['the environment', undefined, { PLIMSOLL_ADVISORIES: '/env', HOME: '/home/a' }, 1000, '/env'],
  ['the cache of a user', undefined, { HOME: '/home/a' }, 1000, '/home/a/.cache/plimsoll/advisories'],
  ['XDG', undefined, { HOME: '/home/a', XDG_CACHE_HOME: '/c' }, 1000, '/c/plimsoll/advisories'],
  ['XDG, invalid', undefined, { HOME: '/home/a', XDG_CACHE_HOME: 'c' }, 1000, '/home/a/.cache/plimsoll/advisories'],
  ["the host's, for root", undefined, { HOME: '/root' }, 0, '/var/lib/plimsoll/advisories'],
  ["the host's other place", undefined, { PLIMSOLL_DATA_DIR: '/srv/p' }, 0, '/srv/p/advisories'],
])('%s', (_, flag, env, uid, dir) => {
  expect(advisoriesDir(flag, { env, uid })).toBe(dir);
});
