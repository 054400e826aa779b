import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { osvRecord } from '../mirror.fixture.ts';
import type { NormalRecord } from './normal-record.ts';
import { normaliseOsv } from './osv-record.ts';
import { normalName } from './package-name.ts';
import { createVectorReader } from './severity.ts';

const vectors = createVectorReader();
const read = (json: unknown, base = 'npm') => normaliseOsv(json, { base, vectors });
function record(json: unknown, base = 'npm'): NormalRecord {
  const normalised = read(json, base);
  if ('record' in normalised) return normalised.record;
  throw new Error(JSON.stringify(normalised));
}
const v31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const v4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N';

describe('what is left out', () => {
  it('a withdrawn record', () => {
    expect(read(osvRecord('GHSA-1', { withdrawn: '2024-01-01T00:00:00Z' }))).toEqual({
      leftOut: 'withdrawn',
      id: 'GHSA-1',
    });
  });
  it('packages of other ecosystems: they are in their own archives', () => {
    expect(read(osvRecord('GHSA-1', { ecosystem: 'PyPI' }))).toEqual({ leftOut: 'no-package', id: 'GHSA-1' });
  });
  it('errata that fix no vulnerability', () => {
    const erratum = osvRecord('ALBA-2023:1', { ecosystem: 'AlmaLinux:8' });
    expect(read(erratum, 'AlmaLinux')).toEqual({ leftOut: 'not-security', id: 'ALBA-2023:1' });
    expect(read({ ...erratum, related: ['CVE-2023-1234'] }, 'AlmaLinux')).toHaveProperty('record');
  });
  it('code without a package', () => {
    const affected = [{ ranges: [{ type: 'GIT', repo: 'x', events: [{ introduced: '0' }] }] }];
    expect(read({ id: 'OSV-1', affected })).toEqual({ leftOut: 'no-package', id: 'OSV-1' });
  });
});

describe('ranges', () => {
  it('keeps several pairs, the last affected, a limit and single versions', () => {
    const events = [
      { introduced: '1' },
      { fixed: '1.2' },
      { introduced: '2' },
      { last_affected: '2.5' },
      { limit: '3' },
    ];
    const affected = [
      { package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events }], versions: ['0.1'] },
    ];
    expect(record({ id: 'X-1', affected }).affected[0]).toMatchObject({
      ranges: [
        {
          type: 'SEMVER',
          events: [{ introduced: '1' }, { fixed: '1.2' }, { introduced: '2' }, { lastAffected: '2.5' }, { limit: '3' }],
        },
      ],
      versions: ['0.1'],
    });
  });
  it('a fix in version 0 means that it never was affected', () => {
    expect(read(osvRecord('X-1', { fixed: '0' }))).toEqual({ leftOut: 'no-package', id: 'X-1' });
  });
  it.each([
    ['an unknown type', [{ type: 'MAGIC', events: [{ introduced: '0' }] }]],
    ['no events', [{ type: 'SEMVER', events: [] }]],
    ['an event of nothing', [{ type: 'SEMVER', events: [{ fixed: '' }] }]],
  ])('%s is invalid', (_, ranges) => {
    expect(read({ id: 'X-1', affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges }] })).toHaveProperty(
      'invalid',
    );
  });
});

describe('names of vulnerabilities', () => {
  it("several CVEs in a distribution's record are what it fixes, not other names of it", () => {
    const dsa = osvRecord('DSA-1-1', { ecosystem: 'Debian:12', aliases: ['CVE-2023-0001', 'CVE-2023-0002'] });
    expect(record(dsa, 'Debian').head).toMatchObject({ aliases: [], upstream: ['CVE-2023-0001', 'CVE-2023-0002'] });
  });
  it('one CVE is an alias; upstream stays apart', () => {
    const json = osvRecord('GO-2023-1', {
      ecosystem: 'Go',
      aliases: ['CVE-2023-0001'],
      upstream: ['GHSA-2'],
      related: ['CVE-9'],
    });
    expect(record(json, 'Go').head).toMatchObject({ aliases: ['CVE-2023-0001'], upstream: ['GHSA-2'] });
  });
  it.each([
    ['Ubuntu, old', osvRecord('UBUNTU-CVE-2022-1234', { ecosystem: 'Ubuntu:22.04:LTS' }), 'Ubuntu', ['CVE-2022-1234']],
    [
      'AlmaLinux',
      osvRecord('ALSA-2023:1', { ecosystem: 'AlmaLinux:9', related: ['CVE-2022-9999'] }),
      'AlmaLinux',
      ['CVE-2022-9999'],
    ],
  ])('%s', (_, json, base, upstream) => {
    expect(record(json, base).head.upstream).toEqual(upstream);
  });
  it('keeps Ubuntu Pro apart from Ubuntu', () => {
    const affected = ['Ubuntu:22.04:LTS', 'Ubuntu:Pro:18.04:LTS'].map((ecosystem) => ({
      package: { ecosystem, name: 'curl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    }));
    const read = record({ id: 'USN-1-1', affected }, 'Ubuntu').affected.map(({ ecosystem }) => ecosystem);
    expect(read).toEqual(['Ubuntu:22.04:LTS', 'Ubuntu:Pro:18.04:LTS']);
  });
  it('malicious packages are told', () => {
    expect(record(osvRecord('MAL-2024-1')).head.malicious).toBe(true);
    expect(record(osvRecord('GHSA-1')).head.malicious).toBe(false);
  });
});

describe('modules', () => {
  const alma = (summary: string, fixed: string) =>
    record(
      osvRecord('ALSA-2023:1', { ecosystem: 'AlmaLinux:8', name: 'nodejs', fixed, summary }),
      'AlmaLinux',
    ).affected.map(({ module }) => module);
  it.each([
    ['Important: nodejs:16 security update', '1:16.20.2-3.module_el8.8.0+3653+c77a731f', ['nodejs:16']],
    [
      'Moderate: python39:3.9 and python39-devel:3.9 security update',
      '1-1.module_el8.6.0+1',
      ['python39:3.9', 'python39-devel:3.9'],
    ],
    ['Important: 389-ds security update', '1-1.module_el8.6.0+1', ['']],
    ['Important: curl security update', '7.61.1-30.el8', [undefined]],
    ['Moderate: squid:4 security update', '7:4.15-7.module+el8.9.0+1', ['squid:4']],
  ])('%s of %s', (summary, fixed, modules) => {
    expect(alma(summary, fixed)).toEqual(modules);
  });
});

describe('ratings', () => {
  it("GitHub's word, explained by the vector that agrees with it", () => {
    const json = osvRecord('GHSA-1', {
      severity: [
        { type: 'CVSS_V3', score: v31 },
        { type: 'CVSS_V4', score: v4 },
      ],
      database_specific: { severity: 'MODERATE' },
    });
    expect(record(json).head.ratings).toEqual([{ source: 'ghsa', severity: 'medium', score: 6.9, vector: v4 }]);
  });
  it('a vector alone', () => {
    const json = osvRecord('PYSEC-1', { ecosystem: 'PyPI', severity: [{ type: 'CVSS_V3', score: v31 }] });
    expect(record(json, 'PyPI').head.ratings).toEqual([
      { source: 'pypa', severity: 'critical', score: 9.8, vector: v31 },
    ]);
  });
  it('CVSS 2', () => {
    const json = osvRecord('PYSEC-1', {
      ecosystem: 'PyPI',
      severity: [{ type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }],
    });
    expect(record(json, 'PyPI').head.ratings[0]).toMatchObject({ severity: 'high', score: 7.5 });
  });
  it("Debian's urgency first, the quoted vector as NVD's", () => {
    const json = osvRecord('DEBIAN-CVE-2023-1234', {
      ecosystem: 'Debian:12',
      severity: [{ type: 'CVSS_V3', score: v31 }],
    });
    const affected = [{ ...(json.affected as object[])[0], ecosystem_specific: { urgency: 'unimportant' } }];
    const read = record({ ...json, affected }, 'Debian');
    expect(read.affected[0]?.ratings).toMatchObject([{ source: 'debian', severity: 'negligible' }]);
    expect(read.head.ratings).toMatchObject([{ source: 'nvd', severity: 'critical' }]);
  });
  it("Ubuntu's word among the severities", () => {
    const json = osvRecord('UBUNTU-CVE-2023-1', {
      ecosystem: 'Ubuntu:22.04:LTS',
      severity: [
        { type: 'CVSS_V3', score: v31 },
        { type: 'Ubuntu', score: 'low' },
      ],
    });
    expect(record(json, 'Ubuntu').head.ratings).toMatchObject([
      { source: 'ubuntu', severity: 'low' },
      { source: 'nvd', severity: 'critical' },
    ]);
  });
  it('the first word of an erratum', () => {
    const json = osvRecord('ALSA-2023:1', { ecosystem: 'AlmaLinux:8', summary: 'Important: curl security update' });
    expect(record(json, 'AlmaLinux').head.ratings).toMatchObject([{ source: 'almalinux', severity: 'high' }]);
  });
  it('a crate without a maintainer is no vulnerability', () => {
    const json = osvRecord('RUSTSEC-2021-1', { ecosystem: 'crates.io' });
    const affected = [{ ...(json.affected as object[])[0], database_specific: { informational: 'unmaintained' } }];
    expect(record({ ...json, affected }, 'crates.io').affected[0]?.ratings).toMatchObject([
      { source: 'rustsec', severity: 'negligible' },
    ]);
  });
});

it.each([
  ['PyPI', 'Zope.Interface__x', 'zope-interface-x'],
  ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
  ['Packagist', 'Symfony/HTTP-Kernel', 'symfony/http-kernel'],
  ['Go', 'github.com/Masterminds/semver', 'github.com/Masterminds/semver'],
  ['Maven', 'org.Eclipse:Jetty', 'org.Eclipse:Jetty'],
])('names of %s', (ecosystem, name, normal) => {
  expect(normalName(ecosystem, name)).toBe(normal);
  expect(normalName(ecosystem, normal)).toBe(normal);
});

describe('whatever it is given', () => {
  it('is read, left out or invalid, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
        const normalised = read(json);
        expect(['record', 'leftOut', 'invalid'].filter((key) => key in normalised)).toHaveLength(1);
      }),
    );
  });
  it('with any field replaced by anything', () => {
    const whole = osvRecord('GHSA-1', {
      fixed: '1.0',
      aliases: ['CVE-2023-1234'],
      severity: [{ type: 'CVSS_V3', score: v31 }],
      references: [{ url: 'https://x' }],
      database_specific: { cwe_ids: ['CWE-1'] },
    });
    const paths = pathsOf(whole);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const normalised = read(replaced(whole, path, value));
        if ('record' in normalised) expect(normalised.record.head.summary.length).toBeLessThanOrEqual(300);
      }),
      { numRuns: 300 },
    );
  });
});

type Path = readonly (string | number)[];
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]))];
}
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  Object.assign(copy, { [key]: replaced((value as Record<string, unknown>)[key], rest, by) });
  return copy;
}
