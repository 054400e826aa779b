import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPathSet } from '../../facts/path-set.ts';
import { apkCataloger } from './apk.ts';
import { parseApkDatabase } from './apk-database.ts';
import { catalogued, file } from './catalogued.fixture.ts';

const busybox = `C:Q1abc=
P:busybox
V:1.36.1-r29
A:x86_64
o:busybox
L:GPL-2.0-only
p:cmd:busybox=1.36.1-r29
F:bin
R:busybox
a:0:0:755
Z:Q1x=
F:
R:linuxrc

P:ssl_client
V:1.36.1-r29
A:x86_64
L:GPL-2.0-only
o:busybox
D:so:libc.musl-x86_64.so.1 busybox>=1 !other cmd:busybox
F:usr/bin
R:ssl_client

P:.build-deps
V:20240101.101010

P:odd
V:1
L:custom thing
`;

describe('the apk cataloger', () => {
  it('reads packages, origins, licences, needs and files', async () => {
    const [inventory] = (await catalogued(apkCataloger, [file('lib/apk/db/installed', busybox)])).inventories;
    expect(
      inventory?.packages.map(({ name, source, licence, dependsOn }) => [name, source?.name, licence, dependsOn]),
    ).toEqual([
      ['busybox', 'busybox', 'GPL-2.0-only', []],
      ['ssl_client', 'busybox', 'GPL-2.0-only', ['busybox']],
      ['odd', 'odd', undefined, []],
    ]);
    expect(inventory?.owned.map((each) => each.package)).toEqual(['busybox', 'ssl_client']);
    const owned = openPathSet(inventory?.owned[0]?.paths ?? '');
    expect([owned.has('bin/busybox'), owned.has('linuxrc'), owned.has('bin'), owned.size]).toEqual([
      true,
      true,
      false,
      2,
    ]);
  });

  it('says so when the file is larger than is read', async () => {
    const entry = { ...file('lib/apk/db/installed', busybox), bytes: 1e9 };
    const { problems, inventories } = await catalogued(apkCataloger, [entry]);
    expect(inventories).toEqual([]);
    expect(problems[0]).toMatchObject({ code: 'INVENTORY_UNREADABLE', path: 'lib/apk/db/installed' });
  });

  it.each(['these are not the packages\n', 'P:busybox\n', 'V:1\n', '\u0000\u0001\n\uFFFD:\n'])(
    'says of a database that it understands nothing of: %j',
    async (content) => {
      const { problems, inventories } = await catalogued(apkCataloger, [file('lib/apk/db/installed', content)]);
      expect(inventories).toEqual([]);
      expect(problems).toMatchObject([{ code: 'INVENTORY_UNREADABLE', path: 'lib/apk/db/installed' }]);
    },
  );

  it.each(['', '\n \r\n', '# none\n', 'P:.build-deps\nV:1\n', `garbage\n\n${busybox}`])(
    'says nothing of a database of no packages, or of some: %j',
    async (content) => {
      const { problems } = await catalogued(apkCataloger, [file('lib/apk/db/installed', content)]);
      expect(problems).toEqual([]);
    },
  );

  it('takes any text', () => {
    const pieces = fc.constantFrom(
      'P:a\n',
      'V:1\n',
      '\n',
      'F:x\n',
      'R:y\n',
      'D:a b<1\n',
      'p:\n',
      'C\n',
      ':\n',
      'é:',
      'L:(\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          for (const { name, version } of parseApkDatabase(text).packages)
            expect([name === '', version === '']).toEqual([false, false]);
        },
      ),
    );
  });
});

const real = new URL('../../../../../../shared/data/advisories/alpine-installed/', import.meta.url);

describe.skipIf(!existsSync(real))('real databases of Alpine [public advisories]', () => {
  it.each(['3.10', '3.11', '3.20'])('%s is read without loss', (release) => {
    const text = readFileSync(new URL(`${release}/lib__apk__db__installed`, real), 'utf8');
    const { packages, owned } = parseApkDatabase(text);
    expect(packages).toHaveLength(text.match(/^P:/gm)?.length ?? 0);
    const files = owned.reduce((sum, { paths }) => sum + openPathSet(paths).size, 0);
    expect(files).toBe(text.match(/^R:/gm)?.length);
    const musl = packages.find(({ name }) => name === 'musl-utils');
    expect(musl?.source?.name).toBe('musl');
    expect(packages.find(({ name }) => name === 'busybox')?.dependsOn).toContain('musl');
  });
});
