import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { rustElf, rustProgram } from './rust.fixture.ts';
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

  it('counts programs too large to tell', () => {
    const content = (rustProgram.content as Buffer).subarray(0, 16 * 1024);
    expect(lookAt(rustBinary, { ...rustProgram, content }, 100 * 1024 * 1024).passedOver).toHaveLength(1);
  });
});
