import { expect, it } from 'vitest';
import { resolveConfig } from './config/config.ts';
import { serverOptionsOf } from './server-options.ts';

const scanWith = (env: Record<string, string>) =>
  serverOptionsOf(
    resolveConfig({
      flags: {},
      file: undefined,
      surroundings: { env: { HOME: '/nowhere', XDG_CONFIG_HOME: '/nowhere', ...env }, uid: 1000 },
    }).config,
  ).settings?.scan;

it('scans what starts and what is pulled, unless it is told not to', () => {
  expect(scanWith({})).toMatchObject({ onContainerStart: true, onPull: true });
  expect(scanWith({ PLIMSOLL_SCAN_ON_PULL: 'no' })).toMatchObject({ onContainerStart: true, onPull: false });
  expect(scanWith({ PLIMSOLL_SCAN_ON_START: 'no' })).toMatchObject({ onContainerStart: false, onPull: true });
});
