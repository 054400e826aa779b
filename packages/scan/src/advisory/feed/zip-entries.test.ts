import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../mirror.fixture.ts';
import { createZipDirectories, ZipError, type ZipLimits, zipEntries } from './zip-entries.ts';

const limits: ZipLimits = { entries: 100, entryBytes: 10_000, totalBytes: 50_000 };

function read(bytes: Uint8Array, most = limits): Record<string, string> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'x.zip');
  writeFileSync(file, bytes);
  return Object.fromEntries([...zipEntries(file, most)].map(({ name, bytes: content }) => [name, content.toString()]));
}
const whole = zipSync({ 'a.json': strToU8('{"a":1}'), 'b/c.json': [strToU8('stored'), { level: 0 }] });
const central = (bytes: Uint8Array) => Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
function changed(bytes: Uint8Array, change: (copy: Buffer) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

it('reads packed and stored files', () => {
  expect(read(whole)).toEqual({ 'a.json': '{"a":1}', 'b/c.json': 'stored' });
});

it('finds one file', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'x.zip');
  writeFileSync(file, whole);
  const directories = createZipDirectories({ entryBytes: 100, keptEntries: 10 });
  expect(directories.read(file, 'b/c.json')?.toString()).toBe('stored');
  expect(directories.read(file, 'none')).toBeUndefined();
});

it.each<[string, Uint8Array, RegExp]>([
  ['no archive', strToU8('<html>'), /no ZIP archive/],
  ['nothing', new Uint8Array(), /no ZIP archive/],
  ['its end cut off', whole.subarray(0, whole.length - 5), /no ZIP archive/],
  ['a bomb', zipSync({ 'bomb.json': new Uint8Array(1_000_000) }), /announces 1000000 bytes/],
  [
    'a bomb of many',
    zipSync(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.json`, new Uint8Array(9_000)]))),
    /more than 50000 bytes/,
  ],
  [
    'too many files',
    zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}`, new Uint8Array(1)]))),
    /holds 101 files/,
  ],
  [
    'a size that lies',
    changed(zipSync({ a: new Uint8Array(5_000) }), (copy) => copy.writeUInt32LE(10, central(copy) + 24)),
    /unpacked|announces/,
  ],
  ['another checksum', changed(whole, (copy) => copy.writeUInt32LE(1, central(copy) + 16)), /checksum/],
  ['encryption', changed(whole, (copy) => copy.writeUInt16LE(1, central(copy) + 8)), /encrypted/],
  ['an unknown method', changed(whole, (copy) => copy.writeUInt16LE(99, central(copy) + 10)), /method 99/],
  [
    'a file that is not there',
    changed(whole, (copy) => copy.writeUInt32LE(3, central(copy) + 42)),
    /not where|too early|on top/,
  ],
])('refuses %s', (_, bytes, message) => {
  expect(() => read(bytes)).toThrow(ZipError);
  expect(() => read(bytes)).toThrow(message);
});

it('refuses files that lie on top of each other', () => {
  const twice = zipSync({ a: strToU8('x'.repeat(500)), b: strToU8('y'.repeat(500)) }, { level: 0 });
  const overlapping = changed(twice, (copy) => {
    const first = central(copy);
    const second = copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), first + 4);
    copy.writeUInt32LE(copy.readUInt32LE(first + 42), second + 42);
  });
  expect(() => read(overlapping)).toThrow(/on top/);
});

describe('whatever the bytes are', () => {
  it('throws nothing but its own error', () => {
    const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), flips), (input) => {
        const bytes =
          input instanceof Uint8Array
            ? input
            : changed(whole, (copy) => {
                for (const [at, byte] of input) copy[at] = byte;
              });
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ZipError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('keeps the directories that were asked for last, and no more of them than it may', () => {
  using folder = temporaryFolder();
  const files = ['a', 'b', 'c'].map((name) => join(folder.path, `${name}.zip`));
  for (const file of files) writeFileSync(file, whole);
  const directories = createZipDirectories({ entryBytes: 100, keptEntries: 4 });
  for (const file of [...files, ...files.toReversed()])
    expect(directories.read(file, 'a.json')?.toString()).toBe('{"a":1}');
  const [first = ''] = files;
  writeFileSync(first, zipSync({ 'new.json': strToU8('{}') }));
  expect(directories.read(first, 'a.json')).toBeUndefined();
  expect(directories.read(first, 'new.json')?.toString()).toBe('{}');
});
