import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageContents } from './contents.ts';
import type { FoundPackage } from './layer-facts.ts';
import {
  bookworm,
  diffIdOf,
  executable,
  found,
  inventory,
  lists,
  merged,
  npm,
  opaque,
  readLayer,
  release,
  secret,
  status,
  statusFile,
  type WrittenLayer,
  whiteout,
} from './layers.fixture.ts';
import { mergeLayers } from './merge.ts';

const lock = 'app/package-lock.json';
const named = ({ packages }: ImageContents) => packages.map(({ name, version }) => `${name} ${version}`);
const layerOf = ({ packages }: ImageContents, name: string) => packages.find((each) => each.name === name)?.layer;

describe('packages over several layers', () => {
  it('come from the last database and belong to the layer from which on they stood there', () => {
    const contents = merged([
      {
        releases: [bookworm],
        inventories: [status(found('bash', '1'), found('curl', '1'), found('gone', '1'), found('back', '1'))],
      },
      { inventories: [status(found('bash', '1'), found('curl', '2'), found('git', '1'))] },
      { inventories: [status(found('bash', '1'), found('curl', '2'), found('git', '1'), found('back', '1'))] },
    ]);
    expect(named(contents)).toEqual(['back 1', 'bash 1', 'curl 2', 'git 1']);
    expect(layerOf(contents, 'bash')).toBe(diffIdOf(0));
    expect(layerOf(contents, 'curl')).toBe(diffIdOf(1));
    expect(layerOf(contents, 'git')).toBe(diffIdOf(1));
    // It was away in between.
    expect(layerOf(contents, 'back')).toBe(diffIdOf(2));
  });

  it('have the purl of their system as id', () => {
    const [curl] = merged([
      {
        releases: [bookworm],
        inventories: [
          status(found('bsdutils', '1:2.38.1-5+b1', { source: { name: 'util-linux', version: '2.38.1-5' } })),
        ],
      },
    ]).packages;
    expect(curl?.id).toBe(curl?.purl);
    expect(curl?.purl).toBe(
      'pkg:deb/debian/bsdutils@1:2.38.1-5%2Bb1?arch=amd64&distro=debian-12&upstream=util-linux%402.38.1-5',
    );
  });

  it('keep the licence that only the layer which brought them knows', () => {
    const contents = merged([
      { inventories: [status(found('bash', '1', { licence: 'GPL-3.0-or-later' }))] },
      { inventories: [status(found('bash', '1'), found('git', '1'))] },
    ]);
    expect(contents.packages.map(({ licence }) => licence)).toEqual(['GPL-3.0-or-later', undefined]);
  });

  it('are the base’s or the application’s', () => {
    const layers: WrittenLayer[] = [
      { inventories: [status(found('bash', '1'))] },
      { inventories: [inventory('npm', lock, npm('x', '1'))] },
    ];
    const base = { name: 'debian:12', digest: undefined, layers: 1, how: 'history' } as const;
    expect(merged(layers, base).packages.map(({ name, origin }) => [name, origin])).toEqual([
      ['bash', 'base'],
      ['x', 'app'],
    ]);
    expect(merged(layers).packages.map(({ origin }) => origin)).toEqual(['unknown', 'unknown']);
    expect(merged(layers, { ...base, layers: 0 }).packages[0]?.origin).toBe('unknown');
  });

  it('of one lock file named for both purposes count as needed at run time', () => {
    const contents = merged([
      { inventories: [inventory('npm', lock, npm('x', '1'), npm('x', '1', { scope: 'development' }))] },
    ]);
    expect(contents.packages.map(({ scope }) => scope)).toEqual(['runtime']);
  });

  it('of two lock files in one folder are those of the one that is read', () => {
    const inventories = [
      inventory('npm-lock', 'srv/package-lock.json', npm('old', '1')),
      inventory('npm-lock', 'srv/npm-shrinkwrap.json', npm('new', '1')),
      inventory('bun-binary', 'bun.lockb', npm('old', '2')),
      inventory('bun-lock', 'bun.lock', npm('new', '2')),
      inventory('npm-lock', 'srv/other/package-lock.json', npm('other', '1')),
    ];
    const both: WrittenLayer = { inventories };
    expect(named(merged([both]))).toEqual(['new 1', 'new 2', 'other 1']);
    const gone = { whiteouts: [whiteout('bun.lock'), whiteout('srv/npm-shrinkwrap.json')] };
    expect(named(merged([both, gone]))).toEqual(['old 1', 'old 2', 'other 1']);
  });

  it('of a path that one archive has twice are those of the later entry', () => {
    const twice = { inventories: [inventory('npm', lock, npm('x', '1')), inventory('npm', lock, npm('x', '2'))] };
    expect(named(merged([twice]))).toEqual(['x 2']);
    expect(named(merged([{ inventories: [inventory('npm', lock, npm('x', '0'))] }, twice]))).toEqual(['x 2']);
  });

  it('do not depend on the order in which layers were read', () => {
    const layers = [
      { releases: [bookworm], inventories: [status(found('bash', '1'))] },
      { inventories: [status(found('bash', '2'))] },
    ].map((layer, index) => readLayer(index, layer));
    const straight = mergeLayers({ layers, base: undefined });
    expect(JSON.stringify(mergeLayers({ layers: layers.toReversed(), base: undefined }))).toBe(
      JSON.stringify(straight),
    );
  });
});

describe('whiteouts', () => {
  const base: WrittenLayer = {
    inventories: [inventory('npm', 'app/a/package-lock.json', npm('a', '1')), inventory('npm', lock, npm('b', '1'))],
  };

  it.each([
    ['a file', [whiteout('app/a/package-lock.json')], ['b 1']],
    ['its folder', [whiteout('app/a')], ['b 1']],
    ['a folder above', [whiteout('app')], []],
    ['an opaque folder', [opaque('app/a')], ['b 1']],
    ['an opaque folder above', [opaque('app')], []],
    ['an opaque root', [opaque('')], []],
    ['something else', [whiteout('ap'), opaque('app/b')], ['a 1', 'b 1']],
  ])('hide what lies below: %s', (_, whiteouts, left) => {
    expect(named(merged([base, { whiteouts }]))).toEqual(left);
  });

  it('do not hide what their own layer brings, nor what a later one does', () => {
    const again = inventory('npm', lock, npm('b', '1'));
    for (const hidden of [whiteout('app'), opaque('app'), whiteout(lock)]) {
      expect(layerOf(merged([base, { whiteouts: [hidden], inventories: [again] }]), 'b')).toBe(diffIdOf(1));
      expect(layerOf(merged([base, { whiteouts: [hidden] }, { inventories: [again] }]), 'b')).toBe(diffIdOf(2));
    }
  });

  it('hide nothing when they are in a lower layer', () => {
    expect(named(merged([{ whiteouts: [opaque('app'), whiteout(lock)] }, base]))).toEqual(['a 1', 'b 1']);
  });

  it('are not needed where a file takes the place of a folder or of the file', () => {
    expect(named(merged([base, { paths: ['app/a'] }]))).toEqual(['b 1']);
    expect(named(merged([base, { paths: [lock] }]))).toEqual(['a 1']);
    expect(named(merged([base, { inventories: [inventory('npm', lock, npm('b', '2'))] }]))).toEqual(['a 1', 'b 2']);
  });

  it('leave secrets and malware, and say that they are gone', () => {
    const malware = {
      engine: 'yara',
      rule: 'm',
      path: 'tmp/m',
      file: diffIdOf(1),
      severity: 'high',
      because: '',
    } as const;
    const contents = merged([
      { secrets: [secret('root/.ssh/id'), secret('etc/key')], malware: [malware] },
      { whiteouts: [whiteout('root'), opaque('tmp')] },
    ]);
    expect(contents.secrets.map(({ path, deletedLater, layer }) => [path, deletedLater, layer])).toEqual([
      ['root/.ssh/id', true, diffIdOf(0)],
      ['etc/key', false, diffIdOf(0)],
    ]);
    expect(contents.malware.map(({ deletedLater }) => deletedLater)).toEqual([true]);
  });

  it('take executables and writable files away', () => {
    const contents = merged([
      { executables: [executable('usr/bin/a'), executable('usr/bin/b')], writable: [{ path: 'etc/w', mode: 0o777 }] },
      { whiteouts: [whiteout('usr/bin/a'), whiteout('etc')] },
    ]);
    expect(contents.executables.map(({ path }) => path)).toEqual(['usr/bin/b']);
    expect(contents.writable).toEqual([]);
  });
});

describe('very deep paths', () => {
  it('cost their length, not its square', () => {
    const deep = (index: number) => `${'d/'.repeat(2000)}${index}`;
    const executables = Array.from({ length: 2000 }, (_, index) => executable(deep(index)));
    const started = performance.now();
    const contents = merged([{ executables }, { whiteouts: [whiteout(deep(0)), opaque('e')], paths: [deep(1)] }]);
    expect(contents.executables).toHaveLength(1998);
    // Many times what it takes, and far less than what its square would.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('hard links', () => {
  it('show what their target showed, also once that is gone', () => {
    const contents = merged([
      { inventories: [inventory('npm', 'store/1', npm('x', '1'))], executables: [executable('bin/busybox')] },
      {
        links: [
          { path: 'app/node_modules/x/package.json', target: 'store/1', hard: true },
          { path: 'bin/sh', target: 'bin/busybox', hard: true },
        ],
      },
      { whiteouts: [whiteout('store')] },
    ]);
    expect(contents.packages.map(({ path }) => path)).toEqual(['app/node_modules/x/package.json']);
    expect(contents.executables.map(({ path }) => path)).toEqual(['bin/busybox', 'bin/sh']);
  });
});

describe('properties of merging', () => {
  const versions = fc.constantFrom('1', '2', '3');
  const packages = fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), versions)
    .map((all) => Object.entries(all).map(([name, version]): FoundPackage => npm(name, version)));
  const places = fc.constantFrom('a/l', 'a/b/l', 'c/l', 'd/e/f/l');

  it('a layer’s contents spread over several layers are the same packages', () => {
    fc.assert(
      fc.property(fc.dictionary(places, packages), fc.array(fc.nat(2)), (inventories, cut) => {
        const all = Object.entries(inventories).map(([path, list]) => inventory('npm', path, ...list));
        const layers: WrittenLayer[] = [0, 1, 2].map((layer) => ({
          inventories: all.filter((_, index) => (cut[index] ?? 0) === layer),
        }));
        expect(named(merged(layers))).toEqual(named(merged([{ inventories: all }])));
      }),
    );
  });

  it('to delete and to put back is to put there', () => {
    fc.assert(
      fc.property(
        packages,
        packages,
        fc.constantFrom(whiteout('a'), opaque('a'), opaque(''), whiteout('a/b/l')),
        (before, after, hide) => {
          const first = inventory('npm', 'a/b/l', ...before);
          const again = inventory('npm', 'a/b/l', ...after);
          const back = merged([{ inventories: [first] }, { whiteouts: [hide] }, { inventories: [again] }]);
          const put = merged([{}, {}, { inventories: [again] }]);
          expect(JSON.stringify(back)).toBe(JSON.stringify(put));
          expect(
            JSON.stringify(merged([{ inventories: [first] }, {}, { whiteouts: [hide], inventories: [again] }])),
          ).toBe(JSON.stringify(put));
        },
      ),
    );
  });

  it('ids are unique, and a package’s layer is one that names it', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(places, packages), { minLength: 1, maxLength: 5 }), (layers) => {
        const written = layers.map((inventories) => ({
          inventories: Object.entries(inventories).map(([path, list]) => inventory('npm', path, ...list)),
        }));
        const contents = merged(written);
        expect(new Set(contents.packages.map(({ id }) => id)).size).toBe(contents.packages.length);
        for (const { name, version, path, layer } of contents.packages) {
          const index = written.findIndex((_, each) => diffIdOf(each) === layer);
          const there = written[index]?.inventories.find((each) => each.path === path)?.packages;
          expect(there?.some((each) => each.name === name && each.version === version)).toBe(true);
        }
      }),
    );
  });
});

describe('the operating system', () => {
  const name = (layers: readonly WrittenLayer[]) => merged(layers).os?.name;
  const usr = 'usr/lib/os-release';
  const link = { path: 'etc/os-release', target: '../usr/lib/os-release', hard: false } as const;

  it('is what os-release says, through a link and over layers', () => {
    const debian = release({ ID: 'debian', VERSION_ID: '12', PRETTY_NAME: 'twelve' }, usr);
    const newer = release({ ID: 'debian', VERSION_ID: '13', PRETTY_NAME: 'thirteen' }, usr);
    expect(name([{ releases: [debian], links: [link] }])).toBe('twelve');
    expect(name([{ releases: [debian], links: [link] }, { releases: [newer] }])).toBe('thirteen');
    expect(name([{ releases: [debian], links: [{ ...link, target: '/usr/lib/os-release' }] }])).toBe('twelve');
    expect(name([{ releases: [debian] }])).toBe('twelve');
    expect(name([{ releases: [debian] }, { releases: [bookworm] }])).toBe('Debian GNU/Linux 12 (bookworm)');
    expect(name([{ links: [link, { path: usr, target: '../../etc/os-release', hard: false }] }])).toBeUndefined();
  });

  it.each([
    [{ ID: 'alpine', VERSION_ID: '3.20.3' }, '3.20.3', 'alpine'],
    [{ ID: 'alpine', VERSION_ID: '3.21_alpha20240923', PRETTY_NAME: 'Alpine Linux edge' }, '', 'alpine'],
    [{ ID: 'wolfi', VERSION_ID: '20230201' }, '', 'wolfi'],
    [{ ID: 'Debian', PRETTY_NAME: 'Debian GNU/Linux trixie/sid', VERSION_CODENAME: 'trixie' }, '', 'debian'],
    [{ ID: 'ubuntu', VERSION_ID: '22.04' }, '22.04', 'ubuntu'],
  ])('%o is version %j', (fields, version, id) => {
    const { os } = merged([{ releases: [release(fields)] }]);
    expect([os?.version, os?.id]).toEqual([version, id]);
  });

  it('comes with what was passed over in any layer, in one line', () => {
    const layers = [{ passedOver: { 'too large': 1, binary: 2 } }, { passedOver: { binary: 3 } }];
    expect(merged(layers).notes).toEqual(['Passed over: binary (5), too large (1)']);
    const named = [
      { passedOver: { 'secret: binary': 1, 'malware: too large': 1 } },
      { passedOver: { 'secret: binary': 2 } },
    ];
    expect(merged(named).notes).toEqual([
      'Not all was searched for malware: too large (1)',
      'Not all was searched for secrets: binary (3)',
    ]);
  });

  it('has a database that a whiteout may take away', () => {
    expect(
      merged([{ inventories: [status(found('bash', '1'))] }, { whiteouts: [whiteout(statusFile)] }]).packages,
    ).toEqual([]);
    expect(lists({}).packages).toEqual([]);
  });
});
