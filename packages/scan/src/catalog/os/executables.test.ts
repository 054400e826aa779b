import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged } from '../../facts/layers.fixture.ts';
import { catalogued, file, hardlink } from './catalogued.fixture.ts';
import { executableHead } from './elf-head.ts';
import { executablesCataloger } from './executables.ts';
import { capabilitiesText } from './file-capabilities.ts';
import { writableCataloger } from './writable.ts';

interface Written {
  readonly wide?: boolean;
  readonly big?: boolean;
  readonly type?: number;
  readonly entry?: number;
  /** Type and content of each segment. */
  readonly segments?: readonly (readonly [number, string])[];
  readonly after?: string;
}

function elf({ wide = true, big = false, type = 2, entry = 1, segments = [], after = '' }: Written): Buffer {
  const [headBytes, each] = wide ? [64, 56] : [52, 32];
  const bytes = Buffer.alloc(headBytes + each * segments.length);
  const u16 = (value: number, at: number) => (big ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at));
  const u32 = (value: number, at: number) => (big ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at));
  const word = (value: number, at: number) =>
    wide
      ? big
        ? bytes.writeBigUInt64BE(BigInt(value), at)
        : bytes.writeBigUInt64LE(BigInt(value), at)
      : u32(value, at);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes[4] = wide ? 2 : 1;
  bytes[5] = big ? 2 : 1;
  u16(type, 16);
  word(entry, 24);
  word(headBytes, wide ? 32 : 28);
  u16(each, wide ? 54 : 42);
  u16(segments.length, wide ? 56 : 44);
  let content = '';
  segments.forEach(([kind, text], index) => {
    const at = headBytes + index * each;
    u32(kind, at);
    word(bytes.length + content.length, at + (wide ? 8 : 4));
    word(text.length, at + (wide ? 32 : 16));
    content += text;
  });
  return Buffer.concat([bytes, Buffer.from(content + after, 'latin1')]);
}

const interpreter = [3, '/lib64/ld-linux-x86-64.so.2\0'] as const;
const load = [1, 'code'] as const;
const goNote = [4, '\x04\0\0\0\x08\0\0\0\x04\0\0\0Go\0\0abcdefgh'] as const;

describe('executableHead', () => {
  it.each([
    ['static', elf({ segments: [load] }), 'a', { format: 'elf', static: true }],
    ['with loader', elf({ segments: [interpreter, load] }), 'a', { static: false }],
    ['static and position independent', elf({ type: 3, segments: [load] }), 'a', { static: true }],
    ['a library', elf({ type: 3, segments: [load] }), 'lib/liba.so.1', { static: false }],
    ['a library without entry', elf({ type: 3, entry: 0, segments: [load] }), 'lib/plugin', { static: false }],
    ['an object file', elf({ type: 1, segments: [] }), 'a.o', { format: 'elf', static: false }],
    ['32 bits', elf({ wide: false, segments: [load] }), 'a', { static: true }],
    ['32 bits with loader', elf({ wide: false, segments: [interpreter] }), 'a', { static: false }],
    ['big-endian', elf({ big: true, segments: [interpreter] }), 'a', { static: false }],
    ['packed', elf({ segments: [load], after: '\0\0UPX!\x0d' }), 'a', { static: true, packer: 'upx' }],
    ['Go', elf({ segments: [load, goNote] }), 'a', { static: true, language: 'go' }],
    ['a script', Buffer.from('#!/bin/sh\n'), 'a', { format: 'script' }],
    ['something else', Buffer.from('hello'), 'a', { format: 'other' }],
    ['nothing', Buffer.alloc(0), 'a', { format: 'other' }],
  ])('%s', (_, bytes, path, expected) => {
    expect(executableHead(bytes, path)).toMatchObject(expected);
  });

  it('knows a Windows program', () => {
    const bytes = Buffer.alloc(128);
    bytes.write('MZ');
    bytes.writeUInt32LE(64, 60);
    bytes.write('PE\0\0', 64, 'latin1');
    expect(executableHead(bytes, 'a.exe').format).toBe('pe');
  });

  it('knows the program that runs this test', () => {
    const head = readFileSync(process.execPath).subarray(0, 4096);
    expect(executableHead(head, 'usr/bin/node')).toEqual({
      format: 'elf',
      static: false,
      packer: undefined,
      language: undefined,
    });
  });

  it('takes any bytes', () => {
    const whole = elf({ segments: [interpreter, load, goNote] });
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), changes), fc.nat(whole.length), (given, cut) => {
        const bytes = given instanceof Uint8Array ? Buffer.from(given) : Buffer.from(whole);
        if (!(given instanceof Uint8Array)) for (const [at, value] of given) bytes[at] = value;
        expect(executableHead(bytes, 'a').format).toMatch(/elf|script|pe|other/);
        expect(executableHead(bytes.subarray(0, cut), 'a').format).toMatch(/elf|script|pe|other/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('capabilitiesText', () => {
  const attribute = (...words: readonly number[]): Uint8Array => {
    const bytes = Buffer.alloc(words.length * 4);
    words.forEach((word, index) => {
      bytes.writeUInt32LE(word, index * 4);
    });
    return bytes;
  };

  it.each([
    ['version 1', attribute(0x01000001, 1 << 13, 0), ['cap_net_raw+ep']],
    [
      'version 2',
      attribute(0x02000001, (1 << 10) | (1 << 12), 1 << 12, 0, 0),
      ['cap_net_bind_service+ep', 'cap_net_admin+eip'],
    ],
    ['not effective', attribute(0x02000000, 1 << 21, 0, 0, 0), ['cap_sys_admin+p']],
    ['the upper word', attribute(0x02000001, 0, 0, 1 << 7, 0), ['cap_bpf+ep']],
    ['one that is not named yet', attribute(0x02000001, 0, 0, 0x80000000, 0), ['cap_63+ep']],
    ['version 3 with a user of its own', attribute(0x03000001, 1 << 7, 0, 0, 0, 1000), ['cap_setuid+ep [rootid=1000]']],
    ['a wrong length', attribute(0x02000001, 1, 0), []],
    ['a version to come', attribute(0x04000001, 1, 0, 0, 0), []],
    ['none', undefined, []],
  ])('%s', (_, bytes, expected) => {
    expect(capabilitiesText(bytes)).toEqual(expected);
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(capabilitiesText(bytes).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe('the executables cataloger', () => {
  it('lists what runs, and of the rest only what carries rights', async () => {
    const { executables } = await catalogued(executablesCataloger, [
      file('usr/bin/tool', elf({ segments: [load] }), 0o755),
      file('usr/bin/run', '#!/bin/sh\n', 0o700),
      file('srv/photo.jpg', 'JFIF', 0o777),
      file('srv/odd', 'JFIF', 0o4755),
      { ...file('usr/bin/ping', 'x'), capabilities: Buffer.from('01000002002000000000000000000000000000000', 'hex') },
      file('usr/share/data', elf({ segments: [load] })),
    ]);
    expect(executables.map(({ path, format, capabilities }) => [path, format, capabilities])).toEqual([
      ['usr/bin/tool', 'elf', []],
      ['usr/bin/run', 'script', []],
      ['srv/odd', 'other', []],
      ['usr/bin/ping', 'other', ['cap_net_raw+ep']],
    ]);
  });

  it('follows hard links when layers are merged', async () => {
    const facts = await catalogued(executablesCataloger, [
      file('usr/bin/perl', elf({ segments: [load] }), 0o755),
      hardlink('usr/bin/perl5.36', 'usr/bin/perl', 0o755),
    ]);
    expect(merged([facts]).executables.map(({ path }) => path)).toEqual(['usr/bin/perl', 'usr/bin/perl5.36']);
  });

  it('says how many it did not keep', async () => {
    const many = Array.from({ length: 20_010 }, (_, index) => file(`bin/${index}`, '#!/bin/sh', 0o755));
    const { executables, passedOver } = await catalogued(executablesCataloger, many);
    expect(executables).toHaveLength(20_000);
    expect(passedOver).toEqual({ 'more executables than are kept': 10 });
  });
});

describe('the writable cataloger', () => {
  it('lists what all may write below system folders', async () => {
    const folder = (path: string, mode: number) => ({ path, mode, kind: 'directory' as const });
    const { writable } = await catalogued(writableCataloger, [
      file('etc/passwd', '', 0o666),
      file('etc/hosts', '', 0o644),
      folder('usr/local/bin', 0o777),
      folder('usr/tmp', 0o1777),
      folder('tmp', 0o777),
      file('srv/x', '', 0o666),
      file('library/x', '', 0o666),
      { path: 'usr/bin/link', kind: 'symlink', mode: 0o777, target: 'x' },
    ]);
    expect(writable).toEqual([
      { path: 'etc/passwd', mode: 0o666 },
      { path: 'usr/local/bin', mode: 0o777 },
    ]);
  });
});
