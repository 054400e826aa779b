import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeLayer } from '../../facts/analyze-layer.ts';
import { analyzerSet } from '../../facts/analyzer-set.ts';
import type { LayerFacts } from '../../facts/layer-facts.ts';
import { bookworm, merged, release } from '../../facts/layers.fixture.ts';
import { openPathSet } from '../../facts/path-set.ts';
import { folderEntries } from './folder-entries.fixture.ts';
import { rpmCataloger } from './rpm.ts';

const spec = `Name: shopnode
Version: 16.20.2
Release: 2.module_el8.8.0
Epoch: 1
Summary: A package of a module
License: MIT and GPLv2+
Vendor: AlmaLinux
BuildArch: noarch
Provides: shop-runtime
%description
A package of a module.
%package tools
Summary: Its tools
Epoch: 0
Version: 8.19
Requires: shop-runtime
%description tools
Its tools.
%package large
Summary: More files than a page has room for
%description large
More files than a page has room for.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/share/shop/large
for i in $(seq 1000); do echo $i > %{buildroot}/usr/share/shop/large/file-$i; done
echo a > %{buildroot}/usr/bin/shopnode
echo b > %{buildroot}/usr/share/shop/tool
%files
/usr/bin/shopnode
%files tools
%dir /usr/share/shop
/usr/share/shop/tool
%files large
/usr/share/shop/large
`;

const shown = '%{NAME} %{EPOCH} %{VERSION}-%{RELEASE} %{ARCH} %{VENDOR} %{MODULARITYLABEL}\\n';

const read = (root: string) =>
  analyzeLayer(folderEntries(root), {
    set: analyzerSet([rpmCataloger]),
    signal: new AbortController().signal,
    diffId: undefined,
  });

const rpm = (root: string, backend: string, ...words: readonly string[]) =>
  execFileSync(
    'rpm',
    ['--root', root, '--define', `_db_backend ${backend}`, '--define', '_dbpath /var/lib/rpm', ...words],
    {
      stdio: 'pipe',
    },
  ).toString();

describe('a database that rpm made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
  const root = join(folder, 'root');
  let facts: Omit<LayerFacts, 'diffId'>;

  beforeAll(async () => {
    mkdirSync(root);
    writeFileSync(join(folder, 'shop.spec'), spec);
    const defines = ['--define', `_topdir ${folder}`, '--define', 'modularitylabel shop:16:8080020230825:63b34585'];
    execFileSync('rpmbuild', ['-bb', ...defines, join(folder, 'shop.spec')], { stdio: 'pipe' });
    rpm(root, 'sqlite', '--initdb');
    const built = join(folder, 'RPMS/noarch');
    const files = readdirSync(built).map((name) => join(built, name));
    rpm(root, 'sqlite', '-i', '--nodeps', '--nosignature', ...files);
    facts = await read(root);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells what rpm tells', () => {
    const [inventory] = facts.inventories;
    const found = (inventory?.packages ?? []).map(({ name, version, architecture, vendor, qualifiers }) => {
      const [, epoch = '0', plain] = /^(?:(\d+):)?(.*)$/.exec(version ?? '') ?? [];
      return `${name} ${epoch} ${plain} ${architecture} ${vendor} ${qualifiers.modularitylabel}`;
    });
    expect(found.sort()).toEqual(told(root, 'sqlite'));
    expect(facts.problems).toEqual([]);
  });

  it('gives module, source, licence, needs and files', () => {
    const [inventory] = facts.inventories;
    const [main, , tools] = (inventory?.packages ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(main).toMatchObject({
      name: 'shopnode',
      version: '1:16.20.2-2.module_el8.8.0',
      module: 'shop:16',
      source: { name: 'shopnode', version: '1:16.20.2-2.module_el8.8.0' },
      licence: 'MIT AND GPL-2.0-or-later',
    });
    expect(tools).toMatchObject({
      version: '8.19-2.module_el8.8.0',
      source: { name: 'shopnode', version: '16.20.2-2.module_el8.8.0' },
      dependsOn: ['shopnode'],
    });
    const owned = new Map(inventory?.owned.map(({ package: name, paths }) => [name, openPathSet(paths)]));
    expect(owned.get('shopnode:noarch')?.has('usr/bin/shopnode')).toBe(true);
    expect([
      owned.get('shopnode-tools:noarch')?.has('usr/share/shop/tool'),
      owned.get('shopnode-tools:noarch')?.size,
    ]).toEqual([true, 1]);
  });

  it('is left as it is', () => {
    // Write-ahead mode: the very thing that a database in memory cannot be opened with.
    expect([...readFileSync(join(root, 'var/lib/rpm/rpmdb.sqlite')).subarray(18, 20)]).toEqual([2, 2]);
  });

  it('is the distribution’s or a stranger’s, by vendor', () => {
    const alma = release({ ID: 'almalinux', VERSION_ID: '8.8', PRETTY_NAME: 'AlmaLinux 8.8' });
    const rocky = release({ ID: 'rocky', VERSION_ID: '8.8', PRETTY_NAME: 'Rocky Linux 8.8' });
    const strangers = [alma, rocky, bookworm].map((each) =>
      merged([{ releases: [each], inventories: facts.inventories }]).packages.map(({ thirdParty }) => thirdParty),
    );
    expect(strangers).toEqual([
      [false, false, false],
      [true, true, true],
      [false, false, false],
    ]);
    const main = merged([{ releases: [alma], inventories: facts.inventories }]).packages.find(
      ({ name }) => name === 'shopnode',
    );
    expect(main?.purl).toBe(
      'pkg:rpm/almalinux/shopnode@16.20.2-2.module_el8.8.0?arch=noarch&distro=almalinux-8.8&epoch=1&modularitylabel=shop:16:8080020230825:63b34585&upstream=shopnode-16.20.2-2.module_el8.8.0.src.rpm',
    );
  });

  // As RHEL had it up to 8: the very headers, in a file that Berkeley DB itself writes.
  it.each([
    ['', ['db_pagesize=4096']],
    [', large pages', ['db_pagesize=65536']],
    [', small pages', ['db_pagesize=512']],
    [', of a machine that counts from the other end', ['db_pagesize=4096', 'db_lorder=4321']],
  ])('says the same in Berkeley DB%s', async (_, settings) => {
    const berkeley = mkdtempSync(join(folder, 'bdb-'));
    mkdirSync(join(berkeley, 'var/lib/rpm'), { recursive: true });
    writeBerkeley(join(berkeley, 'var/lib/rpm/Packages'), headersIn(join(root, 'var/lib/rpm/rpmdb.sqlite')), settings);
    const { inventories, problems } = await read(berkeley);
    expect(problems).toEqual([]);
    expect(sorted(inventories)).toEqual(sorted(facts.inventories));
    // Debian's rpm reads such files too, of its own byte order.
    if (settings.length === 1) expect(told(berkeley, 'bdb_ro')).toEqual(told(root, 'sqlite'));
  });
});

/** A hash has an order of its own. */
const sorted = (inventories: LayerFacts['inventories']) =>
  inventories.map(({ packages, owned }) => ({
    packages: packages.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    owned: owned.toSorted((a, b) => (a.package < b.package ? -1 : 1)),
  }));

function headersIn(file: string): readonly { readonly hnum: number; readonly blob: Buffer }[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    return database.prepare<[], { hnum: number; blob: Buffer }>('SELECT hnum, blob FROM Packages ORDER BY hnum').all();
  } finally {
    database.close();
  }
}

/** Headers by number, and under 0 the highest number given out: lib/backend/bdb_ro.c of rpm. */
function writeBerkeley(file: string, headers: ReturnType<typeof headersIn>, settings: readonly string[]): void {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const last = Math.max(...headers.map(({ hnum }) => hnum));
  const rows = [[number(0), number(last)], ...headers.map(({ hnum, blob }) => [number(hnum), blob])].flat();
  const dump = ['VERSION=3', 'format=bytevalue', 'type=hash', ...settings, 'HEADER=END'];
  const input = [...dump, ...rows.map((bytes) => ` ${bytes.toString('hex')}`), 'DATA=END', ''].join('\n');
  execFileSync('db5.3_load', [file], { input, stdio: 'pipe' });
}

function told(root: string, backend: string): readonly string[] {
  return rpm(root, backend, '-qa', '--qf', shown).trim().split('\n').sort();
}
