import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bunBinary, bunOrigins } from '../npm.fixture.ts';
import { readLockb } from './lockb.ts';

const real = [...bunBinary, bunOrigins.old, bunOrigins.new].map(({ content }) => content);
const [small] = real as [Buffer];
const headerBytes = '#!/usr/bin/env bun\nbun-lockfile-format-v0\n'.length + 4 + 32;
const tableAt = headerBytes + 8;
const packagesAt = Number(small.readBigUInt64LE(tableAt + 24));
const packageCount = Number(small.readBigUInt64LE(tableAt));

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(small);
  change(bytes);
  return bytes;
}

describe('the reader of bun.lockb', () => {
  it('tells where each package comes from', () => {
    const packages = readLockb(bunOrigins.new.content);
    const kinds = packages.filter(({ kind }) => kind !== 'npm').map(({ name, kind }) => `${name} ${kind}`);
    expect(kinds.toSorted()).toEqual([
      '@shop/core workspace',
      '@shop/web workspace',
      'folder-tool folder',
      'git-tool git',
      'hub-tool github',
      'ini remote-tarball',
      'packed local-tarball',
      'shop root',
    ]);
  });

  it('tells what each package needs, and what for', () => {
    const [root] = readLockb(bunOrigins.new.content);
    const needs = root?.dependencies.map(({ name, need }) => `${name} ${need}`);
    expect(needs).toEqual(
      expect.arrayContaining([
        '@shop/core workspace',
        'is-even development',
        'fsevents runtime',
        'num runtime',
        'picocolors peer',
      ]),
    );
  });

  it.each([
    [
      'more packages than there are bytes',
      (b: Buffer) => b.writeBigUInt64LE(2n ** 63n, tableAt),
      /number of its packages is said at byte \d+ to be 9223372036854775808/,
    ],
    [
      'one package more',
      (b: Buffer) => b.writeBigUInt64LE(BigInt(packageCount + 1), tableAt),
      /packages of \d+ bytes are said at byte \d+ to lie from/,
    ],
    [
      'columns to come',
      (b: Buffer) => b.writeBigUInt64LE(9n, tableAt + 16),
      /9 columns aligned to 8, which is not known/,
    ],
    [
      'packages in the header',
      (b: Buffer) => b.writeBigUInt64LE(8n, tableAt + 24),
      /packages of \d+ bytes are said at byte \d+/,
    ],
    [
      'a name that lies elsewhere',
      (b: Buffer) => b.fill(0xff, packagesAt, packagesAt + 8),
      /the text at byte \d+ is said to be 4294967295 to/,
    ],
    [
      'an end within the header',
      (b: Buffer) => b.writeBigUInt64LE(20n, headerBytes),
      /ends at byte 20, before the number of its packages/,
    ],
  ])('names the place of %s', (_, change, message) => {
    expect(() => readLockb(changed(change))).toThrow(message);
  });

  it('gives up on packages that claim the dependencies of each other, and on texts that are everywhere the same', () => {
    expect(() => readLockb(madeOf({ packages: 4000, dependencies: 4000, textBytes: 8 }))).toThrow(
      /more than 1000000 dependencies/,
    );
    expect(() => readLockb(madeOf({ packages: 1, dependencies: 40_000, textBytes: 512 }))).toThrow(
      /8 times as long as the file/,
    );
    expect(() => readLockb(madeOf({ packages: 1, dependencies: 1, textBytes: 513 }))).toThrow(
      /has 513 bytes, more than 512/,
    );
  });

  it('throws nothing but what it has to say, whatever the bytes', () => {
    const anyFile = fc.constantFrom(...real).chain((bytes) =>
      fc
        .array(
          fc.record({
            at: fc.oneof(fc.nat({ max: bytes.length - 8 }), fc.integer({ min: headerBytes, max: tableAt + 40 })),
            value: fc.oneof(
              fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
              fc.nat({ max: bytes.length + 64 }).map(BigInt),
              fc.constantFrom(0n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 63n, 2n ** 64n - 1n),
            ),
          }),
          { maxLength: 8 },
        )
        .chain((edits) =>
          fc.record({
            bytes: fc.constant(bytes),
            edits: fc.constant(edits),
            end: fc.nat({ max: bytes.length }),
            cut: fc.boolean(),
          }),
        ),
    );
    fc.assert(
      fc.property(anyFile, ({ bytes, edits, end, cut }) => {
        const now = Buffer.from(bytes);
        for (const { at, value } of edits) now.writeBigUInt64LE(value, at);
        expectOwnError(cut ? now.subarray(0, end) : now);
      }),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but what it has to say of random bytes behind a header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.constantFrom(2, 3), (tail, format) => {
        const bytes = Buffer.concat([small.subarray(0, tableAt), tail]);
        bytes.writeUInt32LE(format, headerBytes - 36);
        bytes.writeBigUInt64LE(BigInt(bytes.length), headerBytes);
        expectOwnError(bytes);
      }),
    );
  });
});

function expectOwnError(bytes: Buffer): void {
  try {
    const packages = readLockb(bytes);
    expect(packages.length).toBeLessThan(bytes.length / 100);
  } catch (error) {
    expect((error as Error).constructor).toBe(Error);
    expect((error as Error).message).toMatch(/byte|start|format|texts|packages/);
  }
}

/** Packages that each claim all dependencies, which all have the same name. */
function madeOf({
  packages,
  dependencies,
  textBytes,
}: Readonly<Record<'packages' | 'dependencies' | 'textBytes', number>>): Buffer {
  const columns = Buffer.alloc(packages * 204);
  for (let index = 0; index < packages; index++) columns.writeUInt32LE(dependencies, packages * 80 + index * 8 + 4);
  const needs = Buffer.alloc(dependencies * 26);
  for (let index = 0; index < dependencies; index++)
    needs.writeUInt32LE((textBytes | 0x8000_0000) >>> 0, index * 26 + 4);
  const lists = [
    Buffer.alloc(0),
    Buffer.alloc(0),
    Buffer.alloc(dependencies * 4),
    needs,
    Buffer.alloc(0),
    Buffer.alloc(textBytes, 'x'),
  ];
  const parts = [
    small.subarray(0, tableAt),
    words(packages, 8, 7, tableAt + 40, tableAt + 40 + columns.length),
    columns,
  ];
  let at = tableAt + 40 + columns.length;
  for (const list of lists) {
    parts.push(words(at + 16, at + 16 + list.length), list);
    at += 16 + list.length;
  }
  const bytes = Buffer.concat(parts);
  bytes.writeUInt32LE(2, headerBytes - 36);
  bytes.writeBigUInt64LE(BigInt(bytes.length), headerBytes);
  return bytes;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  return bytes;
}
