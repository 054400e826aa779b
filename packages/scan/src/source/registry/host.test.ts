import { expect, it } from 'vitest';
import { isLinkLocal, isLoopback, mayBePlain, originsOf } from './host.ts';

it.each([
  ['localhost:5000', true],
  ['127.0.0.1', true],
  ['127.9.9.9:80', true],
  ['[::1]:5000', true],
  ['127.0.0.1.example', false],
  ['localhost.example', false],
  ['10.0.0.1', false],
])('%s is this machine: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is);
});

it.each([
  ['169.254.169.254', true],
  ['169.254.0.1:80', true],
  ['[fe80::1]', true],
  ['[::ffff:a9fe:a9fe]', true],
  ['169.254.169.254.example', false],
  ['170.254.0.1', false],
])('%s is link-local: %s', (host, is) => {
  expect(isLinkLocal(host)).toBe(is);
});

it('goes without TLS only where it may', () => {
  expect(originsOf('docker.io', [])).toEqual(['https://registry-1.docker.io']);
  expect(originsOf('registry.example', [])).toEqual(['https://registry.example']);
  expect(originsOf('registry.example:5000', ['registry.example'])).toEqual([
    'https://registry.example:5000',
    'http://registry.example:5000',
  ]);
  expect(mayBePlain('registry.example:5000', ['registry.example:5001'])).toBe(false);
});
