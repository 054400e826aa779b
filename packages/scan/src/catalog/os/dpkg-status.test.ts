import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDpkgStatus } from './dpkg-status.ts';

const one = (lines: string) => parseDpkgStatus(`Package: p\nVersion: 1\n${lines}\n`)[0];

describe('parseDpkgStatus', () => {
  it.each([
    ['Source: util-linux (2.38.1-5)', '1:2.38.1-5+deb12u3', { name: 'util-linux', version: '2.38.1-5' }],
    ['Source: glibc', '2.36-9', { name: 'glibc', version: '2.36-9' }],
    ['Section: misc', '5.2.15-2+b13', { name: 'bash', version: '5.2.15-2' }],
    ['Source: bash', '5.2.15-2+b13', { name: 'bash', version: '5.2.15-2' }],
    ['Source: perl (5.16.3-1)', '1.04', { name: 'perl', version: '5.16.3-1' }],
  ])('%s at %s', (line, version, source) => {
    expect(parseDpkgStatus(`Package: bash\nVersion: ${version}\n${line}\n`)[0]?.source).toEqual(source);
  });

  it.each([
    ['install ok installed', 1],
    ['hold ok installed', 1],
    ['install ok triggers-pending', 1],
    ['install ok unpacked', 1],
    ['deinstall ok config-files', 0],
    ['purge ok not-installed', 0],
    ['install reinstreq half-installed', 0],
  ])('%s counts %d', (state, count) => {
    expect(parseDpkgStatus(`Package: p\nStatus: ${state}\nVersion: 1\n`)).toHaveLength(count);
  });

  it('depends on the first alternative that is there', () => {
    const text =
      'Package: a\nVersion: 1\nDepends: x (>= 1) | b, c:any (>= 2),\n  nowhere\nPre-Depends: b\n\nPackage: b\nVersion: 1\n\nPackage: c\nVersion: 1\n';
    expect(parseDpkgStatus(text)[0]?.dependsOn).toEqual(['b', 'c']);
  });

  it('tells strangers from the distribution', () => {
    expect(one('Maintainer: Matthias Klose <doko@debian.org>')?.thirdParty).toBe(false);
    expect(one('Maintainer: Some Person <person@gmail.com>')?.thirdParty).toBe(false);
    expect(one('Maintainer: Docker <support@docker.com>')?.thirdParty).toBe(true);
    expect(one('Maintainer: NGINX Packaging <nginx-packaging@f5.com>')?.thirdParty).toBe(true);
    expect(one('Maintainer: Ann Ample <ann@google.com>')?.thirdParty).toBe(false);
    expect(one('Maintainer: Chrome Linux Team <chromium-dev@google.com>')?.thirdParty).toBe(true);
    expect(one('Maintainer: Google Cloud CLI Authors <cloud-sdk@google.com>')?.thirdParty).toBe(true);
    expect(one('Maintainer: MySQL Release Engineering <mysql-build@oss.oracle.com>')?.thirdParty).toBe(true);
    expect(one('Maintainer: root@buildhost')?.thirdParty).toBe(true);
    expect(one('Vendor: none\nLicense: unknown')?.thirdParty).toBe(true);
    expect(one('Origin: Ubuntu\nMaintainer: X <x@docker.com>')?.thirdParty).toBe(false);
    expect(one('Origin: Artifactory')?.thirdParty).toBe(true);
    expect(parseDpkgStatus('Package: p\nVersion: 16.1-1.pgdg120+1\n')[0]?.thirdParty).toBe(true);
    expect(parseDpkgStatus('Package: p\nVersion: 5.2.15-2+b13\n')[0]?.thirdParty).toBe(false);
  });

  it('is done at once with lines that have no colon', () => {
    const before = performance.now();
    expect(parseDpkgStatus('a\n'.repeat(1_000_000))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5000);
  }, 120_000);

  it('takes any text', () => {
    const pieces = fc.constantFrom(
      'Package: a\n',
      'Version: 1\n',
      '\n',
      ' more\n',
      'Status: install ok\n',
      'Source: (',
      ':',
      '\r\n',
      'Depends: |,|\n',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          for (const found of parseDpkgStatus(text)) expect(found.name).not.toBe('');
        },
      ),
    );
  });
});
