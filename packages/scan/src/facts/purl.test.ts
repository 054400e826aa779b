import fc from 'fast-check';
import { PackageURL } from 'packageurl-js';
import { describe, expect, it } from 'vitest';
import type { FoundPackage } from './layer-facts.ts';
import { found, npm } from './layers.fixture.ts';
import { purlOf } from './purl.ts';

const debian = { id: 'debian', version: '12' };
const language = (type: FoundPackage['type'], name: string, version: string): string =>
  purlOf(npm(name, version, { type }), debian);

describe('purlOf', () => {
  it('says distribution, architecture and source of packages of the system', () => {
    const upstream = { name: 'gcc-12', version: '12.2.0-14' };
    expect(purlOf(found('libstdc++6', '12.2.0-14', { source: upstream }), debian)).toBe(
      'pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64&distro=debian-12&upstream=gcc-12',
    );
    expect(
      purlOf(found('bash', '5.2.15-2+b13', { source: { name: 'bash', version: '5.2.15-2' } }), {
        id: 'debian',
        version: '',
      }),
    ).toBe('pkg:deb/debian/bash@5.2.15-2%2Bb13?arch=amd64&distro=debian&upstream=bash%405.2.15-2');
    expect(
      purlOf(
        found('musl-utils', '1.2.5-r0', {
          type: 'apk',
          architecture: 'x86_64',
          source: { name: 'musl', version: '1.2.5-r0' },
        }),
        { id: 'alpine', version: '3.20.3' },
      ),
    ).toBe('pkg:apk/alpine/musl-utils@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3&upstream=musl');
    expect(purlOf(found('a', '1'), undefined)).toBe('pkg:deb/a@1?arch=amd64');
  });

  it('has an rpm’s epoch as a qualifier', () => {
    const rpm = found('Perl', '4:5.26-1.el8', {
      type: 'rpm',
      architecture: 'x86_64',
      source: { name: 'perl', version: '4:5.26-1.el8' },
      qualifiers: { epoch: '4', modularitylabel: 'perl:5.26:1:c0' },
    });
    expect(purlOf(rpm, { id: 'rhel', version: '8.10' })).toBe(
      'pkg:rpm/redhat/Perl@5.26-1.el8?arch=x86_64&distro=rhel-8.10&epoch=4&modularitylabel=perl:5.26:1:c0&upstream=perl-5.26-1.el8.src.rpm',
    );
  });

  it.each([
    ['npm', '@babel/core', '7.0.0', 'pkg:npm/%40babel/core@7.0.0'],
    ['pypi', 'Foo_Bar.baz', '1.0', 'pkg:pypi/foo-bar.baz@1.0'],
    [
      'golang',
      'github.com/docker/docker',
      'v1.0.0+incompatible',
      'pkg:golang/github.com/docker/docker@v1.0.0%2Bincompatible',
    ],
    ['maven', 'org.apache:log4j-core', '2.14.1', 'pkg:maven/org.apache/log4j-core@2.14.1'],
    ['composer', 'Symfony/Yaml', '6', 'pkg:composer/symfony/yaml@6'],
    ['pub', 'my-lib', '1', 'pkg:pub/my_lib@1'],
    ['nuget', 'Newtonsoft.Json', '13.0.1', 'pkg:nuget/Newtonsoft.Json@13.0.1'],
    ['bitnami', 'WordPress', '6', 'pkg:bitnami/wordpress@6'],
  ] as const)('%s %s', (type, name, version, purl) => {
    expect(language(type, name, version)).toBe(purl);
  });

  it('leaves out a version nobody knows', () => {
    expect(purlOf({ ...npm('x', ''), version: undefined }, undefined)).toBe('pkg:npm/x');
  });

  it('can be read again, whatever the name and version', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/^[/.\s]|[/\s]$/.test(text) && !/[/:]/.test(text));
    fc.assert(
      fc.property(part, part, fc.constantFrom('cargo', 'gem', 'generic', 'rpm' as const), (name, version, type) => {
        const purl = purlOf(found(name, version, { type, source: undefined }), debian);
        const read = PackageURL.fromString(purl);
        expect([read.name, read.version]).toEqual([name, type === 'rpm' ? version.replace(/^\d+:/, '') : version]);
      }),
    );
    expect(() => language('npm', 'half \ud800 a pair', '\udc00')).not.toThrow();
  });
});
