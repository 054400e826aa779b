import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { elf, machO, type Part, pe, universal } from '../executable/built-program.fixture.ts';
import { brief, entryOf, lookAt } from '../look-at.fixture.ts';
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

  it('says that the list of a large Go program was not reached', () => {
    const note = {
      name: '.note',
      content: Buffer.from('\x04\0\0\0S\0\0\0\x04\0\0\0Go\0\0id', 'latin1'),
      address: 0x800000,
    };
    const content = elf([note, readOnly], { sectionTable: false });
    const seen = lookAt(goBinary, { path: 'usr/bin/large', mode: 0o755, content }, 100 * 1024 * 1024);
    expect(seen.problems).toMatchObject([{ code: 'FILE_TOO_LARGE', path: 'usr/bin/large' }]);
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

  const esbuild = fileURLToPath(
    new URL('../../../../../../node_modules/@esbuild/linux-x64/bin/esbuild', import.meta.url),
  );
  it.skipIf(!existsSync(esbuild))('reads a real program without the section (needs @esbuild/linux-x64)', () => {
    const names = program(readFileSync(esbuild)).packages.map(({ name }) => name);
    expect(names).toContain('github.com/evanw/esbuild');
    expect(names).toContain('stdlib');
  });
});
