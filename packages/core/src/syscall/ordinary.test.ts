import { expect, it } from 'vitest';
import { syscallToken } from './name.ts';
import { firstUseWeight } from './ordinary.ts';

const weight = (name: string): number => firstUseWeight(syscallToken(name) ?? -1);

it('takes the late but common for less than what opens something new', () => {
  expect(['shutdown', 'madvise', 'compat:read'].map(weight)).toEqual([0.3, 0.3, 0.3]);
  expect(['socket', 'execve', 'io_uring_setup', 'memfd_create', 'setuid'].map(weight)).toEqual([1, 1, 1, 1, 1]);
});
