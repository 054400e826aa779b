import { expect, it } from 'vitest';
import { errnoName } from './errno.ts';
import { syscallName, syscallToken, tokenLimit } from './name.ts';

it.each([
  [0, 'read'],
  [257, 'openat'],
  [435, 'clone3'],
  [469, 'file_setattr'],
  [340, 'syscall_340'],
  [512 + 5, 'compat:open'],
  [512 + 384, 'compat:arch_prctl'],
  [9999, 'syscall_9999'],
])('%d is %s', (token, name) => {
  expect(syscallName(token)).toBe(name);
});

it('finds every token again by its name', () => {
  for (let token = 0; token < tokenLimit; token++) expect(syscallToken(syscallName(token))).toBe(token);
  expect(syscallToken('nonsense')).toBeUndefined();
});

it.each([
  [1, 'EPERM'],
  [11, 'EAGAIN'],
  [38, 'ENOSYS'],
  [110, 'ETIMEDOUT'],
  [133, 'EHWPOISON'],
  [512, 'ERESTARTSYS'],
  [41, 'errno_41'],
])('errno %d is %s', (n, name) => {
  expect(errnoName(n)).toBe(name);
});
