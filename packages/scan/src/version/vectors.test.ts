/**
 * Orders that each ecosystem's own documents and tests tell, written down anew: Debian Policy 5.6.12 and deb-version(7), rpm-version(7),
 * apk-tools' doc/apk-package.5.scd and test/version.data, semver.org, PEP 440, Maven's POM reference, Gem::Version's reference, Composer's
 * documentation and PHP's version_compare, NuGet's versioning reference, Go's module reference and toolchain page.
 */
import { describe, expect, it } from 'vitest';
import { goRelease } from './go.ts';
import type { SchemeId } from './scheme.ts';
import { schemeOf, schemes } from './schemes.ts';

/** Each line rises from left to right; `=` joins what is equal. */
const rising: Readonly<Record<SchemeId, readonly string[]>> = {
  dpkg: [
    '1~~ 1~~a 1~ 1 1a',
    '0.9~rc1-1 0.9-1 0.9-1+b1 0.9-1+deb12u1 0.9-1.1 0.9-2 1:0.1',
    '1.0 = 1.0-0 = 0:1.0',
    '1.0-1~deb12u1 1.0-1 1.0-1+deb12u1 1.0-1+deb12u10',
    '2.38.1-5 2.38.1-5+b1 2.38.1-5+deb12u3 1:2.38.1-5',
    '1.2.9 1.2.10 1.2.10a 1.2.10+x',
    '3.0.11-1~deb12u1 3.0.11-1~deb12u2 3.0.11-1',
    '1.001 = 1.1',
  ],
  rpm: [
    '1.0~rc1 1.0~rc2 1.0 1.0^git1 1.0^git2 1.0.1',
    '1.0 1.0a = 1.0.a',
    '5.5p1 5.5p2 5.5p10 5.6p1',
    '1.0-1.el8 1.0-1.el8_4 1.0-2.el8 1:0.1-1',
    '2.0 2.0.1 2.0.1a = 2.0.1.a',
    '10xyz 10.1xyz',
    '1.0 = 1_0 = 1.0.',
    '1.9 1.10 = 1.010 = 1.0010',
  ],
  apk: [
    '1.0_alpha 1.0_alpha1 1.0_beta 1.0_pre2 1.0_rc1 1.0 1.0_cvs 1.0_svn 1.0_git20240101 1.0_hg 1.0_p1 1.0a 1.0.0',
    '1.2.3-r0 1.2.3-r1 1.2.3-r10 1.2.3a 1.2.3b 1.2.3.1 1.2.4',
    '0.1.0_alpha_pre2 0.1.0_alpha',
    '1.0.01 1.0.1 1.0.2 1.0.10',
    '1.3.1-r9 1.3.1_p1-r0 1.3.2_rc1 1.3.2',
    '1.2.3 1.2.3-r0',
  ],
  semver: [
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1',
    'v1.2.3 = 1.2.3 = 1.2.3+build',
    '1 = 1.0 = 1.0.0',
    '1.2-beta 1.2',
  ],
  pep440: [
    '1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.1.dev1',
    '1.0 = 1.0.0 = v1.0',
    '2024.1 1!0.1',
    '1.0-1 = 1.0.post1 = 1.0-r1',
  ],
  maven: [
    '1-alpha-1 1-beta-1 1-milestone-1 1-rc-1 1-SNAPSHOT 1 1-sp 1-abc 1-1 1.1',
    '1 = 1.0 = 1-ga = 1-final = 1.0.0-RELEASE',
    '1-a1 = 1-alpha-1',
    '1-cr1 = 1-rc1',
    '2.0.0.RC1 2.0.0 2.0.1',
    '1.0-jre 1.0.1-android',
    '31.1-android 31.1-jre 32.0.0-android',
    '9.0.0.M1 9.0.0.M10 9.0.0',
    '1.0.0.Alpha1 1.0.0.Beta1 1.0.0.CR1 1.0.0.Final = 1.0.0',
    '20040616 20041127.091804',
    '2.15.0 2.15.1-rc1 2.15.1',
  ],
  gem: [
    '1.0.a 1.0.b1 1.0 1.0.1.rc1 1.0.1',
    '1 = 1.0 = 1.0.0',
    '1.0.0.pre1 1.0.0.pre2 1.0.0.pre10 1.0.0.rc 1.0.0',
    '1.0-rc1 = 1.0.pre.rc1',
    '1.2.b1 = 1.2.b.1',
    '3.9 3.10',
  ],
  composer: [
    '1.0.0-dev 1.0.0-alpha 1.0.0-alpha1 1.0.0-beta2 1.0.0-RC1 1.0.0 1.0.0-p1 1.0.1',
    '1.0 = 1.0.0.0 = v1.0.0 = 1.0.0-stable',
    '1.0.0-a1 = 1.0.0-alpha1',
    '1.0.0-b2 = 1.0.0beta2',
    '1.9.9 1.10.0 1.x-dev 2.0.0-alpha',
    '2010.01.02 2010.1.3',
  ],
  nuget: [
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-Beta 1.0.0-rc 1.0.0 1.0.0.1 1.0.1',
    '1.0 = 1.0.0 = 1.0.0.0 = 1.0.0+meta',
    '1.0.0-BETA = 1.0.0-beta',
    '1.01.1 = 1.1.1',
    '1.0.0-beta.2 1.0.0-beta.11',
  ],
  go: [
    '0.0.0-20220101000000-abcdef123456 0.0.0-20230101000000-000000000000 0.1.0',
    'v1.2.3 = 1.2.3',
    'v2.0.0+incompatible = 2.0.0',
    '1.21.0-0 1.21rc2 1.21rc10 1.21.0 = 1.21 = go1.21 1.21.3',
    '1.2.3-0.20220101000000-abcdef123456 1.2.3',
  ],
  generic: ['1.0-alpha1 1.0-beta 1.0rc1 1.0 1.0.1 1.1', '1.1.1 1.1.1a 1.1.1k 1.1.1.1', 'v1.0 = 1.0'],
};

describe.each(Object.entries(rising))('%s', (id, lines) => {
  const { compare } = schemes[id as SchemeId];

  it.each(lines)('%s', (line) => {
    const words = line.split(' ');
    let equal = false;
    let last: string | undefined;
    for (const word of words) {
      if (word === '=') {
        equal = true;
        continue;
      }
      if (last !== undefined)
        expect(Math.sign(compare(last, word) ?? Number.NaN), `${last} and ${word}`).toBe(equal ? 0 : -1);
      equal = false;
      last = word;
    }
  });
});

it.each([
  ['dpkg', ['1.0-', ':1.0', '1:', 'a1', '1.0-1:2', '1_0', '-1']],
  ['rpm', ['1.0-1-1', '-1', 'release', 'a:1']],
  ['apk', ['1.0bc', '1.0_foo', '1.0-1', '1.', '1.0_p-r', '1.a']],
  ['semver', ['1.2.3.4', '', 'x', '1.x']],
  ['pep440', ['1.0-foo', '1.0+', '2004d', '1..0']],
  ['gem', ['1.0_1', 'a', '1..0', '1.0-x86_64-linux']],
  ['composer', ['dev-main', '1.x', '9999999-dev-x', 'self.version']],
  ['nuget', ['1.2.3.4.5', '1.0-', '1.0-a..b']],
  ['go', ['devel', 'go', 'devel go1.22-abcdef']],
] as const)('%s does not take for versions: %j', (id, texts) => {
  for (const text of texts) expect(schemes[id].compare(text, text), text).toBeUndefined();
});

it.each([
  ['go1.21.3', '1.21.3'],
  ['1.21', '1.21'],
  ['go1.21rc2', '1.21rc2'],
  ['go1.20.6 X:nocoverageredesign', '1.20.6'],
  ['go1.22.5-X:boringcrypto', '1.22.5'],
  ['go1.21.3-acme.2', '1.21.3'],
  ['1.24.1+auto', '1.24.1'],
  ['devel go1.22-abcdef Tue', undefined],
  ['', undefined],
])('the release of %j is %j', (text, release) => {
  expect(goRelease(text)).toBe(release);
});

it.each([
  ['Debian:12', 'dpkg'],
  ['Ubuntu:Pro:18.04:LTS', 'dpkg'],
  ['Alpine:v3.20', 'apk'],
  ['Wolfi', 'apk'],
  ['AlmaLinux:8', 'rpm'],
  ['Rocky Linux:9', 'rpm'],
  ['Red Hat:enterprise_linux:9::baseos', 'rpm'],
  ['SUSE:Linux Enterprise Server 15 SP5', 'rpm'],
  ['npm', 'semver'],
  ['PyPI', 'pep440'],
  ['Go', 'go'],
  ['Maven:https://repo.example/maven2', 'maven'],
  ['Something Else', 'generic'],
] as const)('%s is ordered by %s', (ecosystem, id) => {
  expect(schemeOf(ecosystem).id).toBe(id);
});
