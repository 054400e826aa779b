import type { EpochMs } from '@plimsoll/core';
import type { ImageContents } from '@plimsoll/scan';
import { imageReport } from '@plimsoll/testkit';
import { describe, expect, it } from 'vitest';
import type { StoredException } from '../../store/scan-settings-store.ts';
import { exceptionsOf } from './exceptions.ts';
import { ownersOf, useLookup } from './use.ts';

const report = imageReport({
  repository: 'registry.example/shop/web',
  tag: '1',
  os: { id: 'debian', version: '12', name: 'Debian 12' },
  at: 1000,
  packages: [
    { type: 'deb', name: 'libssl3', version: '3.0.11', source: 'openssl' },
    { type: 'npm', name: 'lodash', version: '4.17.15' },
  ],
  vulnerable: [
    { id: 'CVE-1', package: 'libssl3', severity: 'high', title: 'one' },
    { id: 'CVE-1', package: 'lodash', severity: 'high', title: 'one' },
  ],
});
const subject = { image: report.image, packages: report.packages, now: 1000 as EpochMs };

function exception(scope: Partial<StoredException['scope']>, more: Partial<StoredException> = {}): StoredException {
  return {
    id: 'e1' as never,
    scope: { ids: ['CVE-1'], packages: [], repositories: [], paths: [], ...scope },
    reason: 'accepted',
    owner: 'Ada',
    createdAt: 1 as EpochMs,
    createdBy: 'Ada',
    expiresAt: null,
    status: 'accepted',
    state: 'active',
    revokedAt: null,
    revokedBy: null,
    ...more,
  };
}

const suppressed = (one: StoredException) =>
  exceptionsOf([one])(report.findings, subject)
    .filter((finding) => finding.suppressed !== undefined)
    .map((finding) => (finding.kind === 'vulnerability' ? finding.packageName : finding.kind));

describe('exceptions', () => {
  it('hold where all that they name holds', () => {
    expect(suppressed(exception({}))).toEqual(['libssl3', 'lodash']);
    expect(suppressed(exception({ packages: ['openssl'] }))).toEqual(['libssl3']);
    expect(suppressed(exception({ packages: ['pkg:npm/lodash'] }))).toEqual(['lodash']);
    expect(suppressed(exception({ packages: ['pkg:npm/lodash@4.17.15'] }))).toEqual(['lodash']);
    expect(suppressed(exception({ packages: ['pkg:npm/lodash@4.17.14'] }))).toEqual([]);
    expect(suppressed(exception({ repositories: ['registry.example/shop/*'] }))).toHaveLength(2);
    expect(suppressed(exception({ repositories: ['registry.example/other/*'] }))).toEqual([]);
    expect(suppressed(exception({ paths: ['app/**'] }))).toEqual(['lodash']);
    expect(suppressed(exception({ ids: ['image-user-root'] }))).toEqual(['misconfiguration']);
  });

  it('end at their time, and never hide whose they are', () => {
    expect(suppressed(exception({}, { expiresAt: 999 as EpochMs }))).toEqual([]);
    const [first] = exceptionsOf([exception({}, { expiresAt: 5000 as EpochMs })])(report.findings, subject);
    expect(first?.suppressed).toEqual({
      by: 'exception',
      source: 'e1',
      status: 'accepted',
      justification: 'accepted',
      owner: 'Ada',
      until: 5000,
    });
  });
});

describe('use', () => {
  const owned = new Map([
    ['usr/lib/x86_64-linux-gnu/libssl.so.3', 'ssl'],
    ['lib/x86_64-linux-gnu/libc.so.6', 'c'],
    ['usr/bin/curl', 'curl'],
  ]);
  const contents = { ownerOf: (path: string) => owned.get(path) } as ImageContents;

  it('finds the owner also where /lib and /usr/lib are one', () => {
    const paths = [
      '/usr/lib/x86_64-linux-gnu/libssl.so.3',
      '/usr/lib/x86_64-linux-gnu/libc.so.6',
      '/bin/curl',
      '/tmp/x',
    ];
    expect(Object.values(ownersOf(contents, paths))).toEqual(['ssl', 'c', 'curl', '']);
  });

  it('says the strongest of a package, and of all others that they were never seen', () => {
    const file = { firstAt: 5 as EpochMs, lastAt: 9 as EpochMs, workload: 'w' };
    const uses = useLookup({
      since: 1 as EpochMs,
      lastAt: 9 as EpochMs,
      workloads: ['w'],
      files: [
        { ...file, path: '/usr/bin/curl', kind: 'loaded' },
        { ...file, path: '/bin/curl', kind: 'executed' },
        { ...file, path: '/lib/x86_64-linux-gnu/libc.so.6', kind: 'loaded' },
      ],
    })?.(subject, contents);
    expect(uses?.('curl')).toMatchObject({ state: 'executed', path: '/bin/curl' });
    expect(uses?.('c')).toMatchObject({ state: 'loaded' });
    expect(uses?.('ssl')).toMatchObject({ state: 'never-seen', since: 1 });
    expect(useLookup(undefined)).toBeUndefined();
  });
});
