import { describe, expect, it } from 'vitest';
import type { FoundPackage } from './layer-facts.ts';
import {
  bookworm,
  executable,
  found,
  inventory,
  lists,
  merged,
  npm,
  status,
  type WrittenLayer,
  whiteout,
} from './layers.fixture.ts';
import { encodePathSet } from './path-set.ts';

const python = (name: string, version: string): FoundPackage => npm(name, version, { type: 'pypi' });
const debian = 'pkg:deb/debian/python3-six@1?arch=amd64&distro=debian-12';
const info = 'usr/lib/python3/dist-packages/six-1.0.egg-info';

describe('language packages in files of the distribution', () => {
  const layer = (thirdParty: boolean) => ({
    releases: [bookworm],
    inventories: [
      status(found('python3-six', '1', { thirdParty })),
      lists({ 'python3-six': [info] }),
      inventory('python', info, python('six', '1.0')),
    ],
  });

  it('are owned by its package', () => {
    const six = merged([layer(false)]).packages.find(({ type }) => type === 'pypi');
    expect(six?.ownedBy).toBe(debian);
  });

  it('are not owned by a stranger’s package', () => {
    const contents = merged([layer(true)]);
    expect(contents.packages.map(({ ownedBy }) => ownedBy)).toEqual([undefined, undefined]);
    // Whose file it is remains true.
    expect(contents.ownerOf(`/${info}`)).toBe(debian);
  });

  it('are not owned where a later layer put another version in their place', () => {
    const replaced = { inventories: [inventory('python', info, python('six', '0.9'))] };
    const copied = { inventories: [inventory('python', info, python('six', '1.0'))] };
    const ownerIn = (upper: WrittenLayer) =>
      merged([layer(false), upper]).packages.find(({ type }) => type === 'pypi')?.ownedBy;
    expect(ownerIn(replaced)).toBeUndefined();
    // A file whose mode or owner was changed is in the upper layer too, and still the distribution's.
    expect(ownerIn(copied)).toBe(debian);
  });

  it('are owned when the package came later, over the same files', () => {
    const upgraded = {
      inventories: [
        status(found('python3-six', '2')),
        lists({ 'python3-six': [info] }),
        inventory('python', info, python('six', '1.0')),
      ],
    };
    const six = merged([layer(false), upgraded]).packages.find(({ type }) => type === 'pypi');
    expect(six?.ownedBy).toBe(debian.replace('@1', '@2'));
  });

  it('are not owned once the package is gone', () => {
    const contents = merged([layer(false), { inventories: [status(found('bash', '1'))] }]);
    expect(contents.packages.find(({ type }) => type === 'pypi')?.ownedBy).toBeUndefined();
  });
});

describe('who owns a file', () => {
  const usrMerge = [
    { path: 'bin', target: 'usr/bin', hard: false },
    { path: 'sbin', target: 'usr/sbin', hard: false },
    { path: 'usr/sbin', target: 'bin', hard: false },
  ];

  it('is told by the list, in either spelling where bin is a link', () => {
    const facts = {
      releases: [bookworm],
      inventories: [status(found('bash', '1')), lists({ bash: ['bin/bash', 'usr/bin/bashbug'] })],
    };
    const bash = 'pkg:deb/debian/bash@1?arch=amd64&distro=debian-12';
    const apart = merged([{ ...facts, executables: [executable('bin/bash'), executable('usr/bin/other')] }]);
    expect(apart.executables.map(({ owner }) => owner)).toEqual([bash, undefined]);
    expect(apart.ownerOf('usr/bin/bash')).toBeUndefined();
    const linked = merged([{ ...facts, links: usrMerge }]);
    expect(
      ['bin/bash', '/usr/bin/bash', 'bin/bashbug', 'sbin/bashbug', 'usr/sbin/bash'].map((path) => linked.ownerOf(path)),
    ).toEqual(Array.from({ length: 5 }, () => bash));
    expect(
      merged([{ ...facts, links: usrMerge }, { whiteouts: [whiteout('bin')] }]).ownerOf('usr/bin/bash'),
    ).toBeUndefined();
  });

  it('is told by the topmost list of a package, and by architecture', () => {
    const i386 = found('libc6', '1', { architecture: 'i386' });
    const contents = merged([
      {
        releases: [bookworm],
        inventories: [status(found('libc6', '1'), i386), lists({ 'libc6:amd64': ['lib/a'], 'libc6:i386': ['lib/b'] })],
      },
      { inventories: [status(found('libc6', '1'), i386), lists({ 'libc6:amd64': ['lib/c'] })] },
    ]);
    expect(contents.ownerOf('lib/c')).toContain('arch=amd64');
    expect(contents.ownerOf('lib/b')).toContain('arch=i386');
    expect(contents.ownerOf('lib/a')).toBeUndefined();
  });

  it('is told by both lists of a package that is there twice', () => {
    const kernel = (version: string) => found('kernel', version, { type: 'rpm', architecture: 'x86_64' });
    const owned = ['boot/1', 'boot/2'].map((path) => ({ package: 'kernel:x86_64', paths: encodePathSet([path]) }));
    const contents = merged([
      { inventories: [{ ...inventory('rpm', 'var/lib/rpm/Packages', kernel('1'), kernel('2')), owned }] },
    ]);
    expect(['boot/1', 'boot/2'].map((path) => contents.ownerOf(path)?.includes('kernel'))).toEqual([true, true]);
  });

  it('is told by the folder for language packages', () => {
    const contents = merged([
      {
        inventories: [
          inventory('npm', 'app/node_modules/esbuild/package.json', npm('esbuild', '1')),
          inventory('npm', 'app/node_modules/esbuild/node_modules/@a/b/package.json', npm('@a/b', '1')),
          inventory('npm', 'app/package-lock.json', npm('declared', '1', { evidence: 'declared' })),
          inventory('python', 'usr/lib/python3/site-packages/My_Lib-2.0.dist-info/METADATA', python('My-Lib', '2.0')),
          inventory('ruby', 'usr/lib/ruby/specifications/rack-3.gemspec', npm('rack', '3', { type: 'gem' })),
          inventory('php', 'srv/vendor/composer/installed.json', npm('symfony/yaml', '6', { type: 'composer' })),
        ],
      },
    ]);
    const names = (path: string) => contents.packages.find(({ id }) => id === contents.ownerOf(path))?.name;
    expect(names('app/node_modules/esbuild/bin/esbuild')).toBe('esbuild');
    expect(names('app/node_modules/esbuild/node_modules/@a/b/x.node')).toBe('@a/b');
    expect(names('app/node_modules/other/x.node')).toBeUndefined();
    expect(names('usr/lib/python3/site-packages/my_lib/_native.so')).toBe('My-Lib');
    expect(names('usr/lib/python3/site-packages/my_lib.libs/libx.so')).toBe('My-Lib');
    expect(names('usr/lib/python3/site-packages/other/_native.so')).toBeUndefined();
    expect(names('usr/lib/ruby/gems/rack-3/lib/rack.rb')).toBe('rack');
    expect(names('srv/vendor/symfony/yaml/Yaml.php')).toBe('symfony/yaml');
    expect(names('app/package-lock.json')).toBeUndefined();
  });

  it('is told by a language package’s own list of files', () => {
    const path = 'usr/lib/python3/site-packages/PyYAML-6.dist-info/METADATA';
    const contents = merged([
      {
        inventories: [
          {
            ...inventory('python', path, python('PyYAML', '6')),
            owned: [{ package: 'PyYAML', paths: encodePathSet(['usr/lib/python3/site-packages/yaml/_yaml.so']) }],
          },
        ],
      },
    ]);
    expect(contents.ownerOf('usr/lib/python3/site-packages/yaml/_yaml.so')).toBe(contents.packages[0]?.id);
  });

  it('is told by the file itself: a jar and all that is in it, a Go binary and its modules', () => {
    const jar = (name: string, within?: string) => npm(name, '1', { type: 'maven', within });
    const contents = merged([
      {
        inventories: [inventory('java', 'app/app.jar', jar('g:inner', '!/BOOT-INF/lib/inner.jar'), jar('g:app'))],
        executables: [executable('app/tool', { static: true })],
      },
      {
        inventories: [
          inventory(
            'go',
            'app/tool',
            npm('example.org/tool', '1', { type: 'golang' }),
            npm('stdlib', '1', { type: 'golang' }),
          ),
        ],
      },
    ]);
    expect(contents.ownersOf?.('/app/app.jar')).toEqual([
      'pkg:maven/g/app@1 app/app.jar',
      'pkg:maven/g/inner@1 app/app.jar!/BOOT-INF/lib/inner.jar',
    ]);
    expect(contents.ownersOf?.('app/tool')).toHaveLength(2);
    expect(contents.ownerOf('nowhere')).toBeUndefined();
  });

  it('does not make a file its own owner', () => {
    const go = inventory('go', 'app/tool', npm('example.org/tool', '1', { type: 'golang' }));
    expect(
      merged([{ inventories: [go], executables: [executable('app/tool')] }]).executables[0]?.owner,
    ).toBeUndefined();
  });
});
