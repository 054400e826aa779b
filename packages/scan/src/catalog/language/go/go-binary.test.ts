import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elf, machO, type Part, pe, universal } from '../executable/built-program.fixture.ts';
import { brief, entryOf, followThrough, lookAt } from '../look-at.fixture.ts';
import { goProgram, inlineInfo, marked, moduleList, pointerInfo, readOnly } from './go.fixture.ts';
import { goBinary } from './go-binary.ts';

const all = [
  'example.org/shop ?',
  'stdlib 1.22.3',
  'github.com/docker/docker v20.10.24+incompatible',
  'golang.org/x/net v0.0.0-20220906165146-f3363e06e74c',
  'github.com/fork/yaml v3.0.1',
  'example.org/local ?',
];

function program(content: Uint8Array) {
  return lookAt(goBinary, { path: 'usr/bin/shop', mode: 0o755, content });
}

/** Without the section, the list among read-only data. */
function markedParts(toolchains: string): readonly Part[] {
  const content = Buffer.concat([readOnly.content, Buffer.from(toolchains), marked(moduleList)]);
  return [
    { ...readOnly, content },
    { name: '.gopclntab', content: Buffer.alloc(64), address: 0x900000 },
  ];
}

/** Bytes of the headers and of the list that are something else. */
function changes(length: number): fc.Arbitrary<[number, number][]> {
  const at = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 16_000, max: length - 1 }));
  return fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
}

describe('Go programs', () => {
  it('reads modules with what replaced them, and the standard library', () => {
    const { packages } = lookAt(goBinary, goProgram);
    expect(brief(packages)).toEqual(all);
    expect(packages[0]).toMatchObject({
      type: 'golang',
      evidence: 'installed',
      version: undefined,
      claimedVersion: '1.4.2',
    });
    expect(packages[0]?.dependsOn).toContain('golang.org/x/net');
  });

  it('takes a version of the program itself when it was built from a release', () => {
    const modules = moduleList.replace('(devel)', 'v1.5.0');
    const [main] = program(elf([readOnly, inlineInfo('go1.22.3', modules)])).packages;
    expect(main?.version).toBe('v1.5.0');
    expect(main?.claimedVersion).toBeUndefined();
  });

  it.each([
    [64, false],
    [64, true],
    [32, false],
    [32, true],
  ] as const)('reads the form before Go 1.18, %d bits, big endian %s', (bits, bigEndian) => {
    const { packages } = program(elf([readOnly, pointerInfo('go1.17.6', { bits, bigEndian })], { bits, bigEndian }));
    expect(brief(packages)).toEqual(all.with(1, 'stdlib 1.17.6'));
  });

  it('finds the list by its marks when the section is gone, or all sections', () => {
    expect(brief(program(elf(markedParts('\0go1.22.3\0'))).packages)).toEqual(all);
    expect(brief(program(elf(markedParts('\0go1.22.3\0'), { sectionTable: false })).packages)).toEqual(all);
  });

  it('does not choose between two toolchain versions', () => {
    expect(brief(program(elf(markedParts('\0go1.22.3\0go1.20.1\0'))).packages)).toContain('stdlib ?');
  });

  it('reads Windows programs, whose header is at the start of the data', () => {
    const info = { ...inlineInfo('go1.22.3'), name: '.data', address: 0x140500000 };
    expect(brief(program(pe([{ ...readOnly, address: 0x140001000 }, info])).packages)).toEqual(all);
  });

  it('reads macOS programs, also universal ones', () => {
    const mac = machO([readOnly, { ...inlineInfo('go1.22.3'), name: '__go_buildinfo' }]);
    expect(brief(program(mac).packages)).toEqual(all);
    expect(brief(program(universal(mac)).packages)).toEqual(all);
  });

  it('knows the standard library of a program built without modules', () => {
    expect(brief(program(elf([readOnly, inlineInfo('go1.19.8', '')])).packages)).toEqual(['stdlib 1.19.8']);
  });

  it('takes the header for a constant of another program when it is not where the linker puts it', () => {
    const reader = Buffer.concat([readOnly.content, Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.alloc(64)]);
    const seen = program(elf([{ ...readOnly, content: reader }]));
    expect(seen.packages).toEqual([]);
    expect(seen.problems).toEqual([]);
  });

  it('says that a packed program cannot be read', () => {
    const content = Buffer.concat([Buffer.from('UPX!'), readOnly.content]);
    const packed = elf([{ ...readOnly, content }], { sectionTable: false });
    expect(program(packed).problems).toMatchObject([
      { code: 'INVENTORY_UNREADABLE', message: expect.stringContaining('UPX') },
    ]);
  });

  const note = {
    name: '.note',
    content: Buffer.from('\x04\0\0\0S\0\0\0\x04\0\0\0Go\0\0id', 'latin1'),
    address: 0x800000,
  };
  const large = { ...readOnly, content: Buffer.alloc(300_000, 'x') };
  const form = { bits: 64, bigEndian: false } as const;
  const windows = pe([
    { ...large, address: 0x140001000 },
    { ...inlineInfo('go1.22.3'), name: '.data', address: 0x140500000 },
  ]);
  const mac = machO([large, { ...inlineInfo('go1.22.3'), name: '__go_buildinfo' }]);

  it.each([
    ['its section at the end', elf([large, inlineInfo('go1.22.3')]), '1.22.3'],
    ['its section at the start', elf([inlineInfo('go1.22.3'), large]), '1.22.3'],
    ['the form before Go 1.18', elf([large, pointerInfo('go1.17.6', form), large], form), '1.17.6'],
    ['marks alone', elf([large, ...markedParts('\0go1.22.3\0')]), '1.22.3'],
    ['marks and no sections', elf([...markedParts('\0go1.22.3\0'), large], { sectionTable: false }), '1.22.3'],
    ['no sections', elf([note, large, inlineInfo('go1.22.3')], { sectionTable: false }), '1.22.3'],
    ['a form for Windows', windows, '1.22.3'],
    ['a form for macOS', mac, '1.22.3'],
    ['a universal form', universal(mac), '1.22.3'],
  ])('reads a program too large to be held, with %s', (_, content, release) => {
    for (const chunk of [1000, 4096, 65_536, content.length]) {
      const seen = followThrough(goBinary, { path: 'usr/bin/large', mode: 0o755, content }, { chunk, whole: true });
      expect(brief(seen.packages)).toEqual(all.with(1, `stdlib ${release}`));
      expect(seen.problems).toEqual([]);
    }
  });

  it('says that the list of a large Go program was not reached', () => {
    const content = elf([note, large], { sectionTable: false });
    const sample = { path: 'usr/bin/large', mode: 0o755, content };
    expect(followThrough(goBinary, sample, { chunk: 4096, whole: false }).problems).toMatchObject([
      { code: 'FILE_TOO_LARGE', path: 'usr/bin/large' },
    ]);
  });

  it('follows what is too large to be held and leaves off with the first chunk of what is no program', () => {
    const pass = goBinary.open(undefined as never);
    const follow = (bytes: number) => pass.follow?.(entryOf('usr/bin/shop', { mode: 0o755, bytes }));
    expect(follow(16 * 1024 * 1024)).toBeUndefined();
    const follower = follow(16 * 1024 * 1024 + 1);
    expect(pass.wants(entryOf('usr/bin/shop', { mode: 0o755, bytes: 16 * 1024 * 1024 + 1 }))).toBe(0);
    expect(follower?.chunk(Buffer.alloc(128 * 1024, '#'))).toBe(false);
    follower?.end(true);
  });

  it('gives the same whatever comes, held or followed', () => {
    const sound = elf([note, readOnly, inlineInfo('go1.22.3')]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), changes(sound.length), (chunk, changed) => {
        const content = Buffer.from(sound);
        for (const [at, byte] of changed) content[at] = byte;
        const sample = { path: 'usr/bin/shop', mode: 0o755, content };
        const held = lookAt(goBinary, sample);
        const followed = followThrough(goBinary, sample, { chunk, whole: true });
        expect(followed.packages).toEqual(held.packages);
      }),
    );
  });

  it.each([
    ['usr/bin/shop', { mode: 0o755 }, true],
    ['opt/shop', { mode: 0o755 }, true],
    ['usr/local/bin/shop', { mode: 0o644 }, true],
    ['app/shop.exe', { mode: 0o644 }, true],
    ['app/shop', { mode: 0o644 }, false],
    ['usr/bin/small', { mode: 0o755, bytes: 4000 }, false],
    ['usr/bin/link', { mode: 0o777, kind: 'symlink' as const }, false],
  ])('looks into %s %j: %s', (path, more, wanted) => {
    const pass = goBinary.open(undefined as never);
    expect(pass.wants(entryOf(path, { bytes: 100_000, ...more })) > 0).toBe(wanted);
  });

  it('passes over scripts and programs in other languages', () => {
    for (const content of [Buffer.from(`#!/bin/sh\n${'#'.repeat(20_000)}`), elf([readOnly]), Buffer.alloc(20_000)]) {
      const seen = program(content);
      expect(seen.packages).toEqual([]);
      expect(seen.problems).toEqual([]);
    }
  });
});
