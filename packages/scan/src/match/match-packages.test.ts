import type { Digest, EpochMs, OperatingSystem, Package, VulnerabilityFinding } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import type { Advisory, AdvisoryDatabase } from '../advisory/advisory.ts';
import { advisory, all, before, fakeAdvisories, installed, system } from './advisories.fixture.ts';
import { matchPackages } from './match-packages.ts';

const now = Date.parse('2026-06-01');
const debian = system('debian', '12', { name: 'Debian GNU/Linux 12 (bookworm)' });
const layer = `sha256:${'a'.repeat(64)}` as Digest;
const image = {
  base: { name: 'docker.io/library/debian:12', digest: undefined, layers: 1, how: 'history' },
  os: debian,
  layers: [0, 1].map((index) => ({
    index,
    diffId: index === 1 ? layer : (`sha256:${'b'.repeat(64)}` as Digest),
    digest: undefined,
    bytes: 1,
    command: index === 1 ? 'RUN apt-get install -y openssl' : 'ADD rootfs.tar /',
    origin: index === 0 ? 'base' : 'app',
  })),
} as const;

function match(packages: readonly Package[], database: AdvisoryDatabase | readonly Advisory[], os?: OperatingSystem) {
  const held = 'covers' in database ? database : fakeAdvisories(database);
  const { findings, notes } = matchPackages({ image, contents: { os, packages }, database: held, now });
  const vulnerabilities = findings.filter((each): each is VulnerabilityFinding => each.kind === 'vulnerability');
  return { findings, notes, vulnerabilities, ids: vulnerabilities.map(({ id }) => id) };
}

const openssl = installed('deb', 'openssl', '3.0.11-1~deb12u1', {
  source: { name: 'openssl', version: '3.0.11-1~deb12u1' },
  layer,
  origin: 'app',
});

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
        'openssl 3.0.11-1~deb12u1 (source openssl) in layer 1 is affected by CVE-2023-5678 (DSA-5532-1): fixed in 3.0.11-1~deb12u2.',
      remedy: 'Upgrade openssl to 3.0.11-1~deb12u2 or later.',
      why: {
        source: 'DSA-5532-1',
        condition: 'Debian:12 openssl: fixed in 3.0.11-1~deb12u2',
        observed: 'openssl 3.0.11-1~deb12u1 (source openssl) in layer 1',
        path: 'var/lib/dpkg/status',
        layer,
        command: 'RUN apt-get install -y openssl',
        origin: 'app',
        dataAt: 1000,
      },
    });
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

describe('rule 1: source and binary packages of dpkg', () => {
  it("holds the source's version against the source's advisories", () => {
    const bsdutils = installed('deb', 'bsdutils', '1:2.38.1-5+deb12u3', {
      source: { name: 'util-linux', version: '2.38.1-5+deb12u3' },
    });
    const fixed = advisory('DSA-1-1', 'Debian:12', 'util-linux', before('2.38.1-5+deb12u3'), {
      upstream: ['CVE-2024-1'],
    });
    const open = advisory('DSA-2-1', 'Debian:12', 'util-linux', before('2.38.1-5+deb12u4'), {
      upstream: ['CVE-2024-2'],
    });

    const { vulnerabilities } = match([bsdutils], [fixed, open], debian);

    expect(vulnerabilities.map(({ sentence }) => sentence)).toEqual([
      'bsdutils 1:2.38.1-5+deb12u3 (source util-linux 2.38.1-5+deb12u3) is affected by CVE-2024-2 (DSA-2-1): fixed in 2.38.1-5+deb12u4.',
    ]);
    expect(vulnerabilities[0]?.remedy).toBe('Upgrade bsdutils to a build of util-linux 2.38.1-5+deb12u4 or later.');
  });

  it('does not take the binary for its source', () => {
    const pod = installed('deb', 'perl-pod-escapes', '1.04', { source: { name: 'perl', version: '5.16.3' } });

    expect(match([pod], [advisory('X-1', 'Debian:12', 'perl-pod-escapes', all())], debian).ids).toEqual([]);
    expect(match([pod], [advisory('X-1', 'Debian:12', 'perl', before('5.16.3'))], debian).ids).toEqual([]);
  });

  it('takes no account of a rebuild of the binary', () => {
    const bash = installed('deb', 'bash', '5.2.15-2+b13', { source: { name: 'bash', version: '5.2.15-2' } });

    expect(match([bash], [advisory('X-1', 'Debian:12', 'bash', before('5.2.15-2+deb12u1'))], debian).ids).toEqual([
      'X-1',
    ]);
  });

  it('guesses no upstream where the source is not told', () => {
    const tools = installed('deb', 'linux-tools-common', '5.15.0-1');

    expect(match([tools], [advisory('X-1', 'Debian:12', 'linux', all())], debian).ids).toEqual([]);
    expect(match([tools], [advisory('X-1', 'Debian:12', 'linux-tools-common', all())], debian).ids).toEqual(['X-1']);
  });
});

describe('rule 2: epochs', () => {
  it('compares them first, and none is 0', () => {
    const alma = system('almalinux', '8.9');
    const fix = advisory('ALSA-1', 'AlmaLinux:8', 'openssl-libs', before('1:1.1.1k-7.el8'));

    expect(match([installed('rpm', 'openssl-libs', '1:1.1.1k-9.el8')], [fix], alma).ids).toEqual([]);
    expect(match([installed('rpm', 'openssl-libs', '3.0.1-1.el8')], [fix], alma).ids).toEqual(['ALSA-1']);
  });
});

describe("rule 3: Debian's states", () => {
  const state = (more: Parameters<typeof advisory>[4]) =>
    match(
      [openssl],
      [advisory('DEBIAN-CVE-2024-1', 'Debian:12', 'openssl', all(), { upstream: ['CVE-2024-1'], ...more })],
      debian,
    ).vulnerabilities[0];

  it.each(['will-not-fix', 'fix-deferred', 'under-investigation', 'end-of-life', 'not-fixed'] as const)(
    'keeps %s',
    (status) => {
      expect(state({ status })).toMatchObject({ verdict: 'affected', status, fixedIn: undefined });
    },
  );

  it('counts what Debian calls unimportant as negligible and hides it', () => {
    const ratings = [
      { source: 'nvd', severity: 'high', score: 7.5, vector: undefined },
      { source: 'debian', severity: 'negligible', score: undefined, vector: undefined },
    ] as const;

    expect(state({ ratings })).toMatchObject({
      severity: 'negligible',
      hidden: true,
      ratings: [{ source: 'debian' }, { source: 'nvd' }],
    });
  });

  it('says that it is not fixed where there is no published fix', () => {
    expect(state({})).toMatchObject({ status: 'not-fixed', remedy: undefined });
    expect(state({})?.sentence).toBe(
      'openssl 3.0.11-1~deb12u1 (source openssl) in layer 1 is affected by CVE-2024-1: no fix is known.',
    );
  });
});

describe('rule 4: Alpine', () => {
  const alpine = system('alpine', '3.20.3');
  const libssl = installed('apk', 'libssl3', '3.3.1-r0', { source: { name: 'openssl', version: '3.3.1-r0' } });

  it('matches the origin and shows the package', () => {
    const fix = advisory('CVE-2024-1', 'Alpine:v3.20', 'openssl', before('3.3.2-r0'));

    expect(match([libssl], [fix], alpine).vulnerabilities[0]?.sentence).toBe(
      'libssl3 3.3.1-r0 (source openssl) is affected by CVE-2024-1: fixed in 3.3.2-r0.',
    );
  });

  it('takes a fix in 0 for not affected', () => {
    expect(match([libssl], [advisory('CVE-2024-1', 'Alpine:v3.20', 'openssl', before('0'))], alpine).ids).toEqual([]);
  });

  it('says that its data names fixed vulnerabilities only', () => {
    expect(match([libssl], fakeAdvisories([], { covers: ['Alpine:v3.20'] }), alpine).notes.join()).toContain(
      'only vulnerabilities that it has fixed',
    );
  });

  it('looks up edge as edge', () => {
    const edge = system('alpine', '3.21.0_alpha20240923');

    expect(match([libssl], [advisory('CVE-2024-1', 'Alpine:edge', 'openssl', before('3.3.2-r0'))], edge).ids).toEqual([
      'CVE-2024-1',
    ]);
  });

  it("matches Wolfi's sub-packages by their own names", () => {
    const wolfi = system('wolfi', '20230201');
    const data = [advisory('CGA-1', 'Wolfi', 'openssl', all()), advisory('CGA-2', 'Wolfi', 'libssl3', all())];

    expect(match([libssl], data, wolfi).ids).toEqual(['CGA-2']);
  });
});

describe('rule 5: module streams', () => {
  const alma = system('almalinux', '8.5');
  const fixed = '1:16.13.1-3.module_el8.5.0+2605+45d748af';
  const node = (module: string | undefined, release = '1.module_el8.5.0+2600+1') =>
    installed('rpm', 'nodejs', `1:16.8.0-${release}`, { module });
  const errata = (module: string | undefined) => [
    advisory('ALSA-1', 'AlmaLinux:8', 'nodejs', before(fixed), { module }),
  ];

  it('matches the same module and stream only', () => {
    expect(match([node('nodejs:16')], errata('nodejs:16'), alma).ids).toEqual(['ALSA-1']);
    expect(match([node('nodejs:16:8050020211206:c5368500')], errata('nodejs:16'), alma).ids).toEqual(['ALSA-1']);
    expect(match([node('nodejs:14')], errata('nodejs:16'), alma).ids).toEqual([]);
  });

  it('keeps modular and plain packages apart', () => {
    expect(match([node(undefined, '1.el8')], errata('nodejs:16'), alma).ids).toEqual([]);
    const plain = [advisory('ALSA-1', 'AlmaLinux:8', 'nodejs', before('1:16.13.1-3.el8'))];
    expect(match([node('nodejs:16')], plain, alma).ids).toEqual([]);
  });

  it('says so where a stream is not told', () => {
    for (const [pkg, data] of [
      [node(undefined), errata('nodejs:16')],
      [node('nodejs:16'), errata('')],
    ] as const) {
      const { ids, notes } = match([pkg], data, alma);
      expect(ids).toEqual([]);
      expect(notes).toContain(
        'Advisories for module streams were not matched with 1 package (nodejs): the stream of the package or of the advisory is not told.',
      );
    }
  });
});

describe('rule 6: RPM', () => {
  const alma = system('almalinux', '8.5');

  it('takes any of the builds one erratum lists as the fix, that of the same branch first', () => {
    const builds = ['1.18.0-3.el8_4.1', '1.18.0-3.el8_6.1'].map((fix) =>
      advisory('ALSA-1', 'AlmaLinux:8', 'nginx', before(fix)),
    );

    expect(match([installed('rpm', 'nginx', '1.18.0-3.el8_4.1')], builds, alma).ids).toEqual([]);
    expect(match([installed('rpm', 'nginx', '1.18.0-3.el8_6')], builds, alma).vulnerabilities[0]?.fixedIn).toBe(
      '1.18.0-3.el8_6.1',
    );
    expect(match([installed('rpm', 'nginx', '1.18.0-2.el8')], builds, alma).vulnerabilities[0]?.fixedIn).toBe(
      '1.18.0-3.el8_4.1',
    );
  });

  it("gives a source rpm its packages' epoch", () => {
    const suse = system('opensuse-leap', '15.6');
    const pkg = installed('rpm', 'libx', '2:1.0-1', { source: { name: 'x', version: '1.0-1' } });

    expect(match([pkg], [advisory('SUSE-1', 'openSUSE:Leap 15.6', 'x', before('1:2.0-1'))], suse).ids).toEqual([]);
  });

  it("does not hold third parties' packages against the distribution's data", () => {
    const { ids, notes } = match(
      [installed('rpm', 'nginx', '1.0-1.epel', { thirdParty: true })],
      [advisory('ALSA-1', 'AlmaLinux:8', 'nginx', all())],
      alma,
    );

    expect(ids).toEqual([]);
    expect(notes).toEqual([
      '1 package (nginx) was not made by almalinux 8.5, whose advisories say nothing about them: not judged.',
    ]);
  });
});

describe('rule 7: language packages the distribution installs', () => {
  const owner = installed('deb', 'python3-requests', '2.28.1', { source: { name: 'requests', version: '2.28.1' } });
  const owned = installed('pypi', 'requests', '2.28.1', { ownedBy: owner.id });
  const data = [advisory('GHSA-1', 'PyPI', 'requests', before('2.31.0')), advisory('X-1', 'Debian:12', 'other', all())];

  it("leaves them to the distribution's word", () => {
    const { ids, notes } = match([owner, owned], data, debian);

    expect(ids).toEqual([]);
    expect(notes).toContain(
      "1 package (requests) was installed by the distribution's packages and judged by its advisories only.",
    );
  });

  it('judges them where the owner is a third party or the distribution is not covered', () => {
    expect(match([{ ...owner, thirdParty: true }, owned], data, debian).ids).toEqual(['GHSA-1']);
    expect(match([owner, owned], data, system('debian', '99')).ids).toEqual(['GHSA-1']);
  });
});

describe('rule 8: Go', () => {
  it.each([
    ['go1.21.2', ['GO-1']],
    ['1.21.3', []],
    ['go1.21rc2', ['GO-1']],
    ['go1.20.6 X:nocoverageredesign', ['GO-1']],
    ['go1.21.3-X:boringcrypto', []],
  ])('judges the standard library of %s', (version, ids) => {
    const stdlib = installed('golang', 'stdlib', version);

    expect(match([stdlib], [advisory('GO-1', 'Go', 'stdlib', before('1.21.3'))]).ids).toEqual(ids);
  });

  it('cannot decide for a main module without a version, and never takes it for 0', () => {
    const main = installed('golang', 'github.com/acme/tool', undefined);
    const { vulnerabilities } = match([main], [advisory('GO-1', 'Go', 'github.com/acme/tool', before('1.2.3'))]);

    expect(vulnerabilities).toMatchObject([
      { verdict: 'undecided', remedy: expect.stringContaining('Find out which version') },
    ]);
    expect(vulnerabilities[0]?.sentence).toBe(
      'Whether github.com/acme/tool at opt/app/github.com/acme/tool is affected by GO-1 cannot be decided: it does not say its version (fixed in 1.2.3).',
    );
  });

  it('takes a pseudo-version for what comes before the release', () => {
    const pseudo = installed('golang', 'golang.org/x/net', 'v0.0.0-20220101000000-abcdef123456');

    expect(match([pseudo], [advisory('GO-1', 'Go', 'golang.org/x/net', before('0.7.0'))]).ids).toEqual(['GO-1']);
  });

  it('keeps the case of module paths', () => {
    const module = installed('golang', 'github.com/Acme/Tool', 'v1.0.0');

    expect(match([module], [advisory('GO-1', 'Go', 'github.com/acme/tool', all())]).ids).toEqual([]);
  });
});

describe('rule 9: Java archives', () => {
  it('does not match without a group', () => {
    const { ids, notes } = match([installed('maven', 'common', '1.0')], [advisory('GHSA-1', 'Maven', 'common', all())]);

    expect(ids).toEqual([]);
    expect(notes).toEqual([
      "1 package (common) was not judged: without its group a Java archive's name may be anybody's.",
    ]);
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

describe('rule 12: names', () => {
  it.each([
    ['pypi', 'Zope.Interface', 'PyPI', 'zope-interface'],
    ['nuget', 'Newtonsoft.Json', 'NuGet', 'newtonsoft.json'],
    ['composer', 'Symfony/Http', 'Packagist', 'symfony/http'],
    ['maven', 'org.acme:Tool', 'Maven', 'org.acme:Tool'],
  ] as const)('looks up a %s package by the name its ecosystem compares', (type, name, ecosystem, normal) => {
    expect(match([installed(type, name, '1.0')], [advisory('GHSA-1', ecosystem, normal, all())]).ids).toEqual([
      'GHSA-1',
    ]);
  });

  it('cannot decide for a version it cannot read', () => {
    const odd = installed('pypi', 'tool', '2004d-custom!');

    expect(match([odd], [advisory('GHSA-1', 'PyPI', 'tool', before('1.0'))]).vulnerabilities[0]?.sentence).toBe(
      'Whether tool 2004d-custom! at opt/app/tool is affected by GHSA-1 cannot be decided: its version cannot be compared (fixed in 1.0).',
    );
  });
});

describe("rule 13: Ubuntu's two supports", () => {
  const ubuntu = system('ubuntu', '18.04');
  const pkg = (version: string) => installed('deb', 'curl', version, { source: { name: 'curl', version } });
  const plain = (fix: string | undefined) =>
    advisory('UBUNTU-CVE-2024-1', 'Ubuntu:18.04:LTS', 'curl', fix === undefined ? all() : before(fix), {
      upstream: ['CVE-2024-1'],
    });
  const pro = advisory('USN-1', 'Ubuntu:Pro:18.04:LTS', 'curl', before('7.58-2ubuntu3.24+esm5'), {
    upstream: ['CVE-2024-1'],
  });

  it('tells a plain package that the fix needs a subscription', () => {
    expect(match([pkg('7.58-2ubuntu3.24')], [plain(undefined), pro], ubuntu).vulnerabilities).toMatchObject([
      { id: 'CVE-2024-1', status: 'fix-needs-subscription', fixedIn: '7.58-2ubuntu3.24+esm5' },
    ]);
    expect(match([pkg('7.58-2ubuntu3.24')], [pro], ubuntu).vulnerabilities).toMatchObject([
      { status: 'fix-needs-subscription' },
    ]);
  });

  it("believes everybody's record that a plain package is fixed", () => {
    expect(match([pkg('7.58-2ubuntu3.24')], [plain('7.58-2ubuntu3.24'), pro], ubuntu).ids).toEqual([]);
  });

  it("judges a subscription's package by the subscription's records", () => {
    expect(match([pkg('7.58-2ubuntu3.24+esm5')], [plain(undefined), pro], ubuntu).ids).toEqual([]);
    expect(match([pkg('7.58-2ubuntu3.24+esm4')], [plain(undefined), pro], ubuntu).ids).toEqual(['CVE-2024-1']);
  });
});

describe('rule 19: kernel headers', () => {
  it('hides what is of the kernel but does not run', () => {
    const headers = installed('deb', 'linux-libc-dev', '6.1.1-1', { source: { name: 'linux', version: '6.1.1-1' } });

    expect(
      match([headers], [advisory('CVE-2024-1', 'Debian:12', 'linux', all())], debian).vulnerabilities,
    ).toMatchObject([{ hidden: true }]);
    expect(
      match([openssl], [advisory('CVE-2024-1', 'Debian:12', 'openssl', all())], debian).vulnerabilities,
    ).toMatchObject([{ hidden: false }]);
  });
});

describe('malicious packages', () => {
  it('are malware, and critical', () => {
    const data = [
      advisory('MAL-2024-1', 'npm', 'evil', [], { versions: ['1.0.1'], malicious: true, aliases: ['GHSA-m'] }),
    ];
    const { findings } = match([installed('npm', 'evil', '1.0.1'), installed('npm', 'evil', '1.0.0')], data);

    expect(findings).toMatchObject([
      { kind: 'malware', engine: 'osv', rule: 'MAL-2024-1', severity: 'critical', key: 'malware|MAL-2024-1|npm|evil' },
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

  it('is said where no system is known', () => {
    expect(match([openssl], []).notes[0]).toContain('nothing in the image says which system it is');
  });

  it('is said of ecosystems without data, and of packages without an ecosystem', () => {
    const { notes } = match([installed('npm', 'a', '1.0.0'), installed('generic', 'b', '1')], []);

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
