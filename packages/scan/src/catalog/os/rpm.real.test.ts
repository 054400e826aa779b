import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/share/shop
echo a > %{buildroot}/usr/bin/shopnode
echo b > %{buildroot}/usr/share/shop/tool
%files
/usr/bin/shopnode
%files tools
%dir /usr/share/shop
/usr/share/shop/tool
`;

describe('a database that rpm made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
  const root = join(folder, 'root');
  let facts: Omit<LayerFacts, 'diffId'>;

  beforeAll(async () => {
    mkdirSync(root);
    writeFileSync(join(folder, 'shop.spec'), spec);
    const defines = ['--define', `_topdir ${folder}`, '--define', 'modularitylabel shop:16:8080020230825:63b34585'];
    execFileSync('rpmbuild', ['-bb', ...defines, join(folder, 'shop.spec')], { stdio: 'pipe' });
    const database = ['--root', root, '--define', '_db_backend sqlite', '--define', '_dbpath /var/lib/rpm'];
    execFileSync('rpm', [...database, '--initdb'], { stdio: 'pipe' });
    const packages = ['shopnode-16.20.2-2.module_el8.8.0', 'shopnode-tools-8.19-2.module_el8.8.0'];
    const files = packages.map((name) => join(folder, 'RPMS/noarch', `${name}.noarch.rpm`));
    execFileSync('rpm', [...database, '-i', '--nodeps', '--nosignature', ...files], { stdio: 'pipe' });
    facts = await analyzeLayer(folderEntries(root), {
      set: analyzerSet([rpmCataloger]),
      signal: new AbortController().signal,
      diffId: undefined,
    });
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells what rpm tells', () => {
    const told = execFileSync('rpm', [
      '--root',
      root,
      '--define',
      '_db_backend sqlite',
      '--define',
      '_dbpath /var/lib/rpm',
      '-qa',
      '--qf',
      '%{NAME} %{EPOCH} %{VERSION}-%{RELEASE} %{ARCH} %{VENDOR} %{MODULARITYLABEL}\\n',
    ])
      .toString()
      .trim()
      .split('\n')
      .sort();
    const [inventory] = facts.inventories;
    const found = (inventory?.packages ?? []).map(({ name, version, architecture, vendor, qualifiers }) => {
      const [, epoch = '0', plain] = /^(?:(\d+):)?(.*)$/.exec(version ?? '') ?? [];
      return `${name} ${epoch} ${plain} ${architecture} ${vendor} ${qualifiers.modularitylabel}`;
    });
    expect(found.sort()).toEqual(told);
    expect(facts.problems).toEqual([]);
  });

  it('gives module, source, licence, needs and files', () => {
    const [inventory] = facts.inventories;
    const [main, tools] = (inventory?.packages ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
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
      [false, false],
      [true, true],
      [false, false],
    ]);
    const main = merged([{ releases: [alma], inventories: facts.inventories }]).packages.find(
      ({ name }) => name === 'shopnode',
    );
    expect(main?.purl).toBe(
      'pkg:rpm/almalinux/shopnode@16.20.2-2.module_el8.8.0?arch=noarch&distro=almalinux-8.8&epoch=1&modularitylabel=shop:16:8080020230825:63b34585&upstream=shopnode-16.20.2-2.module_el8.8.0.src.rpm',
    );
  });
});
