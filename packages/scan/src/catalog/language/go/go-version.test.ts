import { expect, it } from 'vitest';
import { goVersion } from './go-version.ts';

it.each([
  ['go1.22.3', '1.22.3'],
  ['go1.20', '1.20.0'],
  ['go1.21rc2', '1.21.0-rc.2'],
  ['go1.18beta1', '1.18.0-beta.1'],
  ['go1.21.3 X:boringcrypto', '1.21.3'],
  ['go1.25.1-X:jsonv2', '1.25.1'],
  ['go1.22.5 (Red Hat 1.22.5-1.el9)', '1.22.5'],
  ['go1.16.5b7', '1.16.5'],
  ['devel go1.23-4e1f8a4e Tue', undefined],
  ['devel +0a1b2c', undefined],
  ['', undefined],
])('%s is %s', (written, version) => {
  expect(goVersion(written)).toBe(version);
});
