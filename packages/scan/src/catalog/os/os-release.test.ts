import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogued, file, symlink } from './catalogued.fixture.ts';
import { osReleaseCataloger, parseOsRelease } from './os-release.ts';

describe('parseOsRelease', () => {
  it('reads names and values with every kind of quoting', () => {
    const text =
      'NAME="Debian GNU/Linux"\n# no\nID=debian\nVERSION_ID=\'12\'\nPRETTY_NAME="a \\"b\\" \\$c"\nbroken\n ODD = x\n';
    expect(parseOsRelease(text)).toEqual({
      NAME: 'Debian GNU/Linux',
      ID: 'debian',
      VERSION_ID: '12',
      PRETTY_NAME: 'a "b" $c',
    });
  });

  it('takes any text and stays small', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000 }), (text) => {
        expect(Object.keys(parseOsRelease(text)).length).toBeLessThanOrEqual(100);
      }),
    );
    const many = Array.from({ length: 5000 }, (_, index) => `A${index}=1`).join('\n');
    expect(Object.keys(parseOsRelease(many)).length).toBe(100);
  });
});

describe('the os-release cataloger', () => {
  it('reads the file, and notes a link in its place', async () => {
    const facts = await catalogued(osReleaseCataloger, [
      symlink('etc/os-release', '../usr/lib/os-release'),
      file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\n'),
      symlink('bin', 'usr/bin'),
      symlink('etc/mtab', '/proc/mounts'),
    ]);
    expect(facts.releases).toEqual([{ path: 'usr/lib/os-release', release: { ID: 'debian', VERSION_ID: '12' } }]);
    expect(facts.links).toEqual([
      { path: 'etc/os-release', target: '../usr/lib/os-release', hard: false },
      { path: 'bin', target: 'usr/bin', hard: false },
    ]);
  });

  it.each([
    ['etc/alpine-release', '3.20.3\n', { ID: 'alpine', VERSION_ID: '3.20.3', NAME: 'Alpine Linux' }],
    [
      'etc/alpine-release',
      '3.21_alpha20240923\n',
      { ID: 'alpine', VERSION_ID: '3.21_alpha20240923', NAME: 'Alpine Linux' },
    ],
    ['etc/debian_version', '12.5\n', { ID: 'debian', VERSION_ID: '12', NAME: 'Debian GNU/Linux' }],
    ['etc/debian_version', 'trixie/sid\n', { ID: 'debian', VERSION_CODENAME: 'trixie', NAME: 'Debian GNU/Linux' }],
    ['etc/redhat-release', 'CentOS release 6.10 (Final)\n', { ID: 'centos', VERSION_ID: '6.10', NAME: 'CentOS' }],
    [
      'etc/redhat-release',
      'Red Hat Enterprise Linux Server release 6.10 (Santiago)',
      { ID: 'rhel', VERSION_ID: '6.10', NAME: 'Red Hat Enterprise Linux Server' },
    ],
    [
      'etc/system-release',
      'Amazon Linux AMI release 2018.03',
      { ID: 'amzn', VERSION_ID: '2018.03', NAME: 'Amazon Linux AMI' },
    ],
  ])('falls back to %s: %j', async (path, text, release) => {
    expect((await catalogued(osReleaseCataloger, [file(path, text)])).releases).toEqual([{ path, release }]);
  });

  it('says nothing of a file that says nothing', async () => {
    const facts = await catalogued(osReleaseCataloger, [
      file('etc/os-release', ''),
      file('etc/debian_version', 'kali-rolling\n'),
    ]);
    expect(facts.releases).toEqual([]);
  });
});
