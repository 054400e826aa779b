import fc from 'fast-check';
import parse from 'spdx-expression-parse';
import { describe, expect, it } from 'vitest';
import { openPathSet } from '../../facts/path-set.ts';
import { entryOf } from '../language/look-at.fixture.ts';
import { catalogued, file, symlink } from './catalogued.fixture.ts';
import { dpkgCataloger } from './dpkg.ts';
import { licenceOfCopyright } from './dpkg-copyright.ts';

const stanza = (lines: Readonly<Record<string, string>>): string =>
  `${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n`;

const status =
  stanza({
    Package: 'bsdutils',
    Status: 'install ok installed',
    Version: '1:2.38.1-5+deb12u3',
    Architecture: 'amd64',
    Source: 'util-linux (2.38.1-5+deb12u3)',
    Maintainer: 'util-linux packagers <util-linux@packages.debian.org>',
  }) + stanza({ Package: 'gone', Status: 'deinstall ok config-files', Version: '1' });

const dep5 =
  'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n text\n\nFiles: x\nLicense: Expat\n\nLicense: BSD-3-clause\n long text\n';

describe('the dpkg cataloger', () => {
  it('reads the database, the file lists and machine-readable licences', async () => {
    const facts = await catalogued(dpkgCataloger, [
      file('var/lib/dpkg/status', status),
      file('var/lib/dpkg/info/bsdutils.list', '/.\n/usr\n/usr/bin\n/usr/bin/wall\n/usr/bin/logger\n'),
      file('usr/share/doc/bsdutils/copyright', dep5),
      file('usr/share/doc/other/deeper/copyright', dep5),
    ]);
    const [database, lists] = facts.inventories;
    expect(facts.inventories).toHaveLength(2);
    expect(database?.packages).toEqual([
      expect.objectContaining({
        name: 'bsdutils',
        version: '1:2.38.1-5+deb12u3',
        source: { name: 'util-linux', version: '2.38.1-5+deb12u3' },
        licence: 'GPL-2.0-or-later AND MIT',
      }),
    ]);
    const owned = openPathSet(lists?.owned[0]?.paths ?? '');
    expect(lists?.owned[0]?.package).toBe('bsdutils');
    expect(owned.has('var/lib/dpkg/info/bsdutils.postinst')).toBe(true);
    expect([owned.has('usr/bin/wall'), owned.has('usr/bin'), owned.size]).toEqual([true, false, 2 + 5]);
  });

  it('takes the licence of the package whose documentation it shares', async () => {
    const facts = await catalogued(dpkgCataloger, [
      file('var/lib/dpkg/status', status),
      symlink('usr/share/doc/bsdutils', 'util-linux'),
      file('usr/share/doc/util-linux/copyright', dep5),
    ]);
    expect(facts.inventories[0]?.packages[0]?.licence).toBe('GPL-2.0-or-later AND MIT');
  });

  it('says nothing of a licence that is prose', async () => {
    const facts = await catalogued(dpkgCataloger, [
      file('var/lib/dpkg/status', status),
      file('usr/share/doc/bsdutils/copyright', 'This package is under the GPL version 2 or later.\n'),
    ]);
    expect(facts.inventories[0]?.packages[0]?.licence).toBeUndefined();
  });

  it.each([
    ['prose', 'these are not\nthe packages\n'],
    ['bytes', Uint8Array.from({ length: 500 }, (_, index) => 128 + (index % 128))],
    ['a name alone', 'Package: openssl\n'],
    ['a version alone', 'Version: 1\n'],
    ['an unknown state of no version', 'Package: openssl\nStatus: some thing else\n'],
  ])('says of a database that it understands nothing of: %s', async (_, content) => {
    for (const path of ['var/lib/dpkg/status', 'var/lib/dpkg/status.d/openssl']) {
      const { problems } = await catalogued(dpkgCataloger, [file(path, content)]);
      expect(problems).toMatchObject([
        { code: 'INVENTORY_UNREADABLE', message: expect.stringMatching(`^${path} cannot be read as dpkg`), path },
      ]);
    }
  });

  it.each([
    ['empty', ''],
    ['blank', ' \n\r\n\t\n'],
    ['comments', '# nothing\n'],
    ['gone', stanza({ Package: 'gone', Status: 'deinstall ok config-files', Version: '1' })],
    ['never there', stanza({ Package: 'gone', Status: 'unknown ok not-installed' })],
    ['partly good', `\u0000garbage\n\n${status}`],
  ])('says nothing of a database that is %s', async (_, content) => {
    const { problems } = await catalogued(dpkgCataloger, [file('var/lib/dpkg/status', content)]);
    expect(problems).toEqual([]);
  });

  it('takes any copyright file', () => {
    const pieces = fc.constantFrom(
      'Format: https://x/copyright-format/1.0/\n',
      'Files: *\n',
      'License: GPL-2+\n',
      'License: a or (b\n',
      '\n',
      ' text\n',
      'License:\n',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => `Format: dep5\n${list.join('')}`),
        ),
        (text) => {
          const licence = licenceOfCopyright(text);
          if (licence !== undefined) expect(() => parse(licence)).not.toThrow();
        },
      ),
    );
    const many = Array.from({ length: 200 }, (_, index) => `Files: ${index}\nLicense: l${index}\n\n`).join('');
    expect(licenceOfCopyright(`Format: dep5\n\n${many}`)).toBeUndefined();
  });

  it('reads distroless stanzas, whose names may be base64', async () => {
    const facts = await catalogued(dpkgCataloger, [
      file(
        'var/lib/dpkg/status.d/base',
        stanza({ Package: 'base-files', Version: '12.4+deb12u5', Architecture: 'amd64' }),
      ),
      file('var/lib/dpkg/status.d/bGliYzY=', stanza({ Package: 'libc6', Version: '2.36-9+deb12u4', Source: 'glibc' })),
      file(
        'var/lib/dpkg/status.d/bGliYzY=.md5sums',
        'd41d8cd98f00b204e9800998ecf8427e  lib/x86_64-linux-gnu/libc.so.6\n',
      ),
    ]);
    expect(facts.inventories.map(({ path, packages }) => [path, packages[0]?.name, packages[0]?.source])).toEqual([
      ['var/lib/dpkg/status.d/base', 'base-files', { name: 'base-files', version: '12.4+deb12u5' }],
      ['var/lib/dpkg/status.d/bGliYzY=', 'libc6', { name: 'glibc', version: '2.36-9+deb12u4' }],
      ['var/lib/dpkg/info', undefined, undefined],
    ]);
    expect(facts.inventories[2]?.owned[0]?.package).toBe('libc6');
  });

  it('reads the database however many other files come before it', async () => {
    const pass = dpkgCataloger.open({ passedOver: () => {} } as never);
    for (let index = 0; index < 100_001; index++) pass.wants(entryOf(`usr/share/doc/${index}/copyright`));
    expect(pass.wants(entryOf('usr/share/doc/last/copyright'))).toBe(0);
    expect(pass.wants(entryOf('var/lib/dpkg/status'))).toBeGreaterThan(0);
  });
});
