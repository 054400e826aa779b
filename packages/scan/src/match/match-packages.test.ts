import type { EpochMs, Package } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { advisory, all, before, fakeAdvisories, installed, system } from './advisories.fixture.ts';
import { debian, layer, match, openssl } from './match.fixture.ts';

describe('a finding', () => {
  const dsa = advisory('DSA-5532-1', 'Debian:12', 'openssl', before('3.0.11-1~deb12u2'), {
    upstream: ['CVE-2023-5678'],
    ratings: [{ source: 'nvd', severity: 'medium', score: 5.3, vector: undefined }],
    publishedAt: 500,
    summary: 'denial of service',
  });

  it('says in one sentence what is wrong, in what, where and on what grounds', () => {
    const [finding] = match([openssl], [dsa], debian).vulnerabilities;

    expect(finding).toMatchObject({
      key: 'vulnerability|CVE-2023-5678|deb|openssl',
      id: 'CVE-2023-5678',
      aliases: ['DSA-5532-1'],
      severity: 'medium',
      verdict: 'affected',
      status: 'fixed',
      fixedIn: '3.0.11-1~deb12u2',
      publishedAt: 500,
      sentence:
        'openssl 3.0.11-1~deb12u1 (source openssl) in layer 2 is affected by CVE-2023-5678 (DSA-5532-1): fixed in 3.0.11-1~deb12u2.',
      remedy: 'Upgrade openssl to 3.0.11-1~deb12u2 or later.',
      why: {
        source: 'DSA-5532-1',
        condition: 'Debian:12 openssl: fixed in 3.0.11-1~deb12u2',
        observed: 'openssl 3.0.11-1~deb12u1 (source openssl) in layer 2',
        path: 'var/lib/dpkg/status',
        layer,
        command: 'RUN apt-get install -y openssl',
        origin: 'app',
        dataAt: 1000,
      },
    });
  });

  it('asks to go past the last version that is known to be affected', () => {
    const last = advisory('GHSA-l', 'npm', 'a', [{ introduced: '0' }, { lastAffected: '1.4.0' }]);

    expect(match([installed('npm', 'a', '1.0.0')], [last]).vulnerabilities[0]?.remedy).toBe(
      'Move a to a version after 1.4.0, if there is one.',
    );
  });

  it('asks to rebase what came with the base', () => {
    const [finding] = match([{ ...openssl, origin: 'base' }], [dsa], debian).vulnerabilities;

    expect(finding?.remedy).toBe(
      'Rebase onto a newer docker.io/library/debian:12, or upgrade openssl to 3.0.11-1~deb12u2 or later.',
    );
  });

  it('carries what is known of exploitation, by every CVE it goes by', () => {
    const database = fakeAdvisories([dsa], {
      kev: { 'CVE-2023-5678': { addedAt: 1 as EpochMs, dueAt: undefined, ransomware: true } },
      epss: { 'CVE-2023-5678': { probability: 0.5, percentile: 0.9 } },
    });

    expect(match([openssl], database, debian).vulnerabilities[0]).toMatchObject({
      kev: { ransomware: true },
      epss: { probability: 0.5 },
    });
  });
});

describe('rule 11: aliases', () => {
  const lodash = installed('npm', 'lodash', '4.17.4');

  it('makes one finding of records that are one vulnerability, transitively', () => {
    const data = [
      advisory('GHSA-a', 'npm', 'lodash', before('4.17.5'), { aliases: ['SNYK-1'] }),
      advisory('NPM-1', 'npm', 'lodash', before('4.17.11'), { aliases: ['SNYK-1', 'CVE-2018-1'] }),
      advisory('GHSA-b', 'npm', 'lodash', before('4.17.12')),
    ];

    const { vulnerabilities } = match([lodash], data);

    expect(vulnerabilities.map(({ id, aliases, fixedIn }) => [id, aliases, fixedIn])).toEqual([
      ['CVE-2018-1', ['GHSA-a', 'NPM-1', 'SNYK-1'], '4.17.11'],
      ['GHSA-b', [], '4.17.12'],
    ]);
  });

  it('does not merge what one advisory of a distribution fixes together', () => {
    const data = [
      advisory('DSA-1-1', 'Debian:12', 'openssl', before('3.1'), { upstream: ['CVE-2024-1', 'CVE-2024-2'] }),
      advisory('DEBIAN-CVE-2024-1', 'Debian:12', 'openssl', before('3.1'), { upstream: ['CVE-2024-1'] }),
    ];

    expect(match([openssl], data, debian).vulnerabilities.map(({ id, why }) => [id, why.source])).toEqual([
      ['CVE-2024-1', 'DSA-1-1'],
      ['CVE-2024-2', 'DSA-1-1'],
    ]);
  });

  it('keeps every rating, and the first that rates is the severity', () => {
    const rating = (source: string, severity: 'unknown' | 'high' | 'low') => ({
      source,
      severity,
      score: undefined,
      vector: undefined,
    });
    const data = [
      advisory('PYSEC-1', 'npm', 'lodash', all(), { aliases: ['CVE-2018-1'], ratings: [rating('pypa', 'unknown')] }),
      advisory('GHSA-a', 'npm', 'lodash', all(), {
        aliases: ['CVE-2018-1'],
        ratings: [rating('ghsa', 'high'), rating('nvd', 'low')],
      }),
    ];

    expect(match([lodash], data).vulnerabilities).toMatchObject([
      { severity: 'high', ratings: [{ source: 'ghsa' }, { source: 'nvd' }, { source: 'pypa' }] },
    ]);
  });

  it('says it once for each place a package lies in', () => {
    const nested = installed('npm', 'lodash', '4.17.4', {
      path: 'app/node_modules/x/node_modules/lodash/package.json',
    });

    expect(match([lodash, nested], [advisory('GHSA-a', 'npm', 'lodash', all())]).ids).toHaveLength(2);
  });

  it('says nothing of a lock file about what is installed beside it', () => {
    const locked = installed('npm', 'lodash', '4.17.4', { path: 'app/package-lock.json', evidence: 'declared' });
    const data = [advisory('GHSA-a', 'npm', 'lodash', all())];

    expect(match([locked, lodash], data).vulnerabilities.map(({ package: id }) => id)).toEqual([lodash.id]);
    expect(match([locked], data).vulnerabilities[0]?.sentence).toBe(
      'lodash 4.17.4 named in app/package-lock.json is affected by GHSA-a: no fix is known.',
    );
  });
});

describe('keys', () => {
  const data = [advisory('GHSA-a', 'npm', 'lodash', all())];
  const keysOf = (...packages: readonly Package[]) => match(packages, data).findings.map(({ key }) => key);

  it('tell the same library in two places apart, and do not change with its version', () => {
    const at = (path: string, version: string) => installed('npm', 'lodash', version, { path });
    const before = keysOf(
      at('app/node_modules/lodash', '4.17.4'),
      at('srv/lodash@4.17.4/node_modules/lodash', '4.17.4'),
    );
    const after = keysOf(
      at('app/node_modules/lodash', '4.17.5'),
      at('srv/lodash@4.17.5/node_modules/lodash', '4.17.5'),
    );

    expect(new Set(before).size).toBe(2);
    expect(after).toEqual(before);
  });

  it('tell two versions in one lock file apart', () => {
    const locked = (version: string) =>
      installed('npm', 'lodash', version, { path: 'app/package-lock.json', evidence: 'declared' });

    expect(keysOf(locked('4.17.4'), locked('4.17.5'))).toEqual([
      'vulnerability|GHSA-a|npm|lodash|app/package-lock.json|4.17.4',
      'vulnerability|GHSA-a|npm|lodash|app/package-lock.json|4.17.5',
    ]);
  });

  it('tell one package for two architectures apart', () => {
    const twice = [
      { ...openssl, id: 'a', architecture: 'amd64' },
      { ...openssl, id: 'b', architecture: 'i386' },
    ];
    const { findings } = match(twice, [advisory('X-1', 'Debian:12', 'openssl', all())], debian);

    expect(new Set(findings.map(({ key }) => key)).size).toBe(2);
  });
});

describe('malicious packages', () => {
  it('are malware, and critical', () => {
    const data = [
      advisory('MAL-2024-1', 'npm', 'evil', [], { versions: ['1.0.1'], malicious: true, aliases: ['GHSA-m'] }),
    ];
    const { findings } = match([installed('npm', 'evil', '1.0.1'), installed('npm', 'evil', '1.0.0')], data);

    expect(findings).toMatchObject([
      {
        kind: 'malware',
        engine: 'osv',
        rule: 'MAL-2024-1',
        severity: 'critical',
        key: 'malware|MAL-2024-1|npm|evil|opt/app/evil',
      },
    ]);
    expect(findings[0]?.sentence).toBe('evil 1.0.1 at opt/app/evil is a malicious package (MAL-2024-1).');
  });
});

describe('what could not be judged', () => {
  it('is said of a system the database does not cover', () => {
    expect(match([openssl], [], debian).notes).toEqual([
      '1 package (openssl) was not judged: the advisory database holds nothing about Debian:12. Update it with this feed, or take this result for silence, not for safety.',
    ]);
    expect(match([openssl], [], system('void', '', { name: 'Void Linux' })).notes[0]).toContain('about Void Linux');
  });

  it('is said of packages that do not tell their source', () => {
    const data = [advisory('X-1', 'Debian:12', 'openssl', all())];
    const silent = { ...openssl, name: 'libssl3', source: undefined };

    expect(match([openssl], data, debian).notes).toEqual([]);
    expect(match([silent], data, debian)).toMatchObject({
      ids: [],
      notes: [expect.stringMatching(/^1 package \(libssl3\) does not say which source it was built from/)],
    });
  });

  it('is said where no system is known', () => {
    expect(match([openssl], []).notes[0]).toContain('nothing in the image says which system it is');
  });

  it('is said of ecosystems without data, and of packages without an ecosystem', () => {
    const { notes, unjudged } = match([installed('npm', 'a', '1.0.0'), installed('generic', 'b', '1')], []);

    expect(unjudged).toBe(2);
    expect(notes).toEqual([
      '1 package (a) was not judged: the advisory database holds nothing about npm. Update it with this feed, or take this result for silence, not for safety.',
      '1 package (b) was not judged: no advisory ecosystem covers this kind of package.',
    ]);
  });

  it('is said of a system past its end of life, whose open findings get no fix', () => {
    const old = system('debian', '12', { name: 'Debian 12', endOfLifeAt: Date.parse('2026-01-01') as EpochMs });
    const { notes, vulnerabilities } = match([openssl], [advisory('X-1', 'Debian:12', 'openssl', all())], old);

    expect(notes).toContain(
      'Debian 12 reached its end of life on 2026-01-01: few advisories are written for it any more, so that silence says little.',
    );
    expect(vulnerabilities).toMatchObject([
      { status: 'end-of-life', remedy: 'Move to a release of the distribution that is still supported.' },
    ]);
  });
});

describe('a system in its extended support', () => {
  const ended = Date.parse('2026-01-01') as EpochMs;
  const until = Date.parse('2028-06-30') as EpochMs;

  it.each([
    ['debian', 'its long-term support mends most packages on most architectures until 2028-06-30.'],
    ['rhel', 'fixes come only with extended support, until 2028-06-30.'],
  ])('%s: says who still mends it', (id, expected) => {
    const os = system(id, '9', { name: 'It', endOfLifeAt: ended, extendedSupportUntil: until });

    expect(match([], [], os).notes).toEqual([`It left its general support on 2026-01-01: ${expected}`]);
  });
});

describe('speed and order', () => {
  it('asks for each name once, in key order', () => {
    const asked: string[] = [];
    const database = fakeAdvisories([], {
      covers: ['npm', 'PyPI'],
      onFind: (ecosystem, name) => asked.push(`${ecosystem}/${name}`),
    });
    match(
      [installed('npm', 'b', '1'), installed('pypi', 'z', '1'), installed('npm', 'a', '1'), installed('npm', 'b', '2')],
      database,
    );

    expect(asked).toEqual(['PyPI/z', 'npm/a', 'npm/b']);
  });

  it('gives the same for the same', () => {
    const data = [advisory('GHSA-b', 'npm', 'a', all()), advisory('GHSA-a', 'npm', 'a', all())];
    const packages = [installed('npm', 'a', '1'), installed('npm', 'a', '2')];

    expect(match(packages, data).findings).toEqual(match(packages, data.toReversed()).findings);
  });
});
