import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brief, followThrough, lookAt } from '../look-at.fixture.ts';
import { crates, rustElf, rustProgram } from './rust.fixture.ts';
import { rustBinary } from './rust-binary.ts';

describe('Rust programs built with cargo-auditable', () => {
  it('reads crates; those of the build only are for development', () => {
    const { packages } = lookAt(rustBinary, rustProgram);
    expect(brief(packages)).toEqual(['cc 1.0.79 dev', 'shop 0.3.0', 'time 0.1.43']);
    expect(packages.map(({ dependsOn }) => dependsOn)).toEqual([[], ['cc', 'time'], []]);
    expect(packages[0]).toMatchObject({ type: 'cargo', evidence: 'installed' });
  });

  it.each([
    ['no zlib', Buffer.from('nothing')],
    ['no JSON', deflateSync('nothing')],
    ['a bomb', deflateSync(Buffer.alloc(64 * 1024 * 1024))],
  ])('tells of a list that is %s', (_, packed) => {
    const seen = lookAt(rustBinary, { ...rustProgram, content: rustElf(packed) });
    expect(seen.packages).toEqual([]);
    expect(seen.problems).toMatchObject([{ code: 'INVENTORY_UNREADABLE', path: 'usr/local/bin/shop' }]);
  });

  const sample = (content: Uint8Array) => ({ ...rustProgram, content });

  it.each([1000, 65_536, 1_000_000])('reads a program too large to be held, by chunks of %d', (chunk) => {
    // Bytes that look like the beginning of a list again and again.
    const text = Buffer.alloc(200_000, Buffer.from([0x78, 0xda, 0xed]));
    const content = rustElf(deflateSync(JSON.stringify(crates), { level: 9 }), text);
    const { packages, problems } = followThrough(rustBinary, sample(content), { chunk, whole: true });
    expect(brief(packages)).toEqual(['cc 1.0.79 dev', 'shop 0.3.0', 'time 0.1.43']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['stored', { level: 0 }],
    ['in the fixed code', { strategy: constants.Z_FIXED }],
    ['in the quickest way', { level: 1 }],
    ['in the best way', { level: 9 }],
  ])('knows a list that is packed %s', (_, how) => {
    const content = rustElf(deflateSync(JSON.stringify(crates), how), Buffer.alloc(100_000));
    const { packages } = followThrough(rustBinary, sample(content), { chunk: 4096, whole: true });
    expect(packages).toHaveLength(3);
  });

  it('does not spend its time on what only looks like a list', () => {
    const nearly = Buffer.alloc(4_000_000, deflateSync('{"package": 1, "and": [so, on]}').subarray(0, 12));
    const seen = followThrough(rustBinary, sample(rustElf(deflateSync('x'), nearly)), { chunk: 65_536, whole: true });
    expect(seen.packages).toEqual([]);
  });

  it('finds the list by itself where the names of the sections are out of reach', () => {
    const content = rustElf(deflateSync(JSON.stringify(crates)));
    // As if the names lay in the middle of a large file.
    const names = content.readUInt16LE(0x3e);
    content.writeBigUInt64LE(2n ** 40n, Number(content.readBigUInt64LE(0x28)) + names * 64 + 24);
    const { packages } = followThrough(rustBinary, sample(content), { chunk: 4096, whole: true });
    expect(packages).toHaveLength(3);
  });

  it('tells of a list that was not known by its beginning', () => {
    const content = rustElf(deflateSync('nothing'), Buffer.alloc(200_000));
    expect(followThrough(rustBinary, sample(content), { chunk: 4096, whole: true }).problems).toMatchObject([
      { code: 'INVENTORY_UNREADABLE', path: 'usr/local/bin/shop' },
    ]);
  });

  it('counts programs that end early', () => {
    const content = (rustProgram.content as Buffer).subarray(0, 16 * 1024);
    expect(followThrough(rustBinary, sample(content), { chunk: 4096, whole: false }).passedOver).toHaveLength(1);
  });
});
