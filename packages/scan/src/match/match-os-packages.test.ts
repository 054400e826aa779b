import { describe, expect, it } from 'vitest';
import { advisory, all, before, fakeAdvisories, installed, system } from './advisories.fixture.ts';
import { debian, match, openssl } from './match.fixture.ts';

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
      'openssl 3.0.11-1~deb12u1 (source openssl) in layer 2 is affected by CVE-2024-1: no fix is known.',
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

  it('takes no build of an earlier minor release for the fix', () => {
    const builds = ['1.18.0-3.el8_4.1', '1.18.0-3.el8_6.1'].map((fix) =>
      advisory('ALSA-1', 'AlmaLinux:8', 'nginx', before(fix)),
    );

    expect(match([installed('rpm', 'nginx', '1.18.0-3.el8_5')], builds, alma).vulnerabilities[0]?.fixedIn).toBe(
      '1.18.0-3.el8_6.1',
    );
    expect(match([installed('rpm', 'nginx', '1.18.0-3.el8_7')], builds, alma).ids).toEqual([]);
  });

  it('knows the epoch of a source from those of its packages that have its version', () => {
    const suse = system('opensuse-leap', '15.6');
    const source = { name: 'perl', version: '5.26.3-4' };
    const perl = installed('rpm', 'perl', '4:5.26.3-4', { source });
    const module = installed('rpm', 'perl-Errno', '1.28-4', { source });
    const own = installed('rpm', 'perl-IO', '9:1.38-4', { source });
    const fixed = [advisory('SUSE-1', 'openSUSE:Leap 15.6', 'perl', before('4:5.26.3-3'))];
    const open = [advisory('SUSE-2', 'openSUSE:Leap 15.6', 'perl', before('4:5.26.3-5'))];

    expect(match([perl, module, own], fixed, suse).ids).toEqual([]);
    expect(match([perl, module, own], open, suse).vulnerabilities).toHaveLength(3);
  });

  it("gives a source rpm its packages' epoch", () => {
    const suse = system('opensuse-leap', '15.6');
    const pkg = installed('rpm', 'libx', '2:1.0-1', { source: { name: 'x', version: '1.0-1' } });

    expect(match([pkg], [advisory('SUSE-1', 'openSUSE:Leap 15.6', 'x', before('1:2.0-1'))], suse).ids).toEqual([]);
  });

  it('looks under both names where a distribution names packages it has fixed and sources it has not', () => {
    const rhel = system('rhel', '9.4');
    const libs = installed('rpm', 'openssl-libs', '1:3.0.7-24.el9', {
      source: { name: 'openssl', version: '3.0.7-24.el9' },
    });
    const data = [
      advisory('RHSA-1', 'Red Hat:enterprise_linux:9::baseos', 'openssl-libs', before('1:3.0.7-27.el9'), {
        upstream: ['CVE-2024-1'],
      }),
      advisory('CVE-2024-2', 'Red Hat:enterprise_linux:9', 'openssl', all(), { status: 'will-not-fix' }),
    ];

    expect(match([libs], data, rhel).vulnerabilities.map(({ id, status }) => [id, status])).toEqual([
      ['CVE-2024-1', 'fixed'],
      ['CVE-2024-2', 'will-not-fix'],
    ]);
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
