import type { ImageFinding } from '@plimsoll/api';
import { describe, expect, it } from 'vitest';
import { partsOf, scopeOf } from './exception-scope.ts';

const vulnerability = {
  kind: 'vulnerability',
  id: 'CVE-2023-45853',
  packageName: 'zlib1g',
  packageVersion: '1.2.13',
  purl: 'pkg:deb/debian/zlib1g@1.2.13',
  why: { path: 'var/lib/dpkg/status' },
} as unknown as ImageFinding;
const secret = { kind: 'secret', rule: 'aws-access-key', why: { path: 'app/.env' } } as unknown as ImageFinding;
const told = { finding: vulnerability, repository: 'registry.example/shop/web' };

describe('the scope of an exception', () => {
  it('is filled in as narrow as it lasts: this package of this repository, whatever its version', () => {
    expect(scopeOf(told, partsOf(told))).toEqual({
      ids: ['CVE-2023-45853'],
      packages: ['zlib1g'],
      repositories: ['registry.example/shop/web'],
      paths: [],
    });
  });

  it('is widened by taking parts away', () => {
    const all = partsOf(told).map((part) => ({ ...part, on: false }));

    expect(scopeOf(told, all)).toEqual({ ids: ['CVE-2023-45853'], packages: [], repositories: [], paths: [] });
  });

  it('can hold to one version', () => {
    const all = partsOf(told).map((part) => ({ ...part, on: true }));

    expect(scopeOf(told, all).packages).toEqual(['pkg:deb/debian/zlib1g@1.2.13']);
  });

  it('of a secret is its rule in its file', () => {
    const asked = { finding: secret, repository: null };

    expect(scopeOf(asked, partsOf(asked))).toEqual({
      ids: ['aws-access-key'],
      packages: [],
      repositories: [],
      paths: ['app/.env'],
    });
  });
});
