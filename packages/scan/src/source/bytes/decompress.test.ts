import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../../errors.ts';
import { cutInto } from '../tar/tar-archive.fixture.ts';
import { collect } from './byte-stream.ts';
import { decompressed } from './decompress.ts';

const LIMITS = { what: 'layer 1 of web', most: 1 << 30, ratio: 2_000 };
const all = (bytes: Buffer, { chunk = 1000, ...limits }: { chunk?: number; most?: number; ratio?: number } = {}) =>
  collect(decompressed(cutInto(bytes, chunk), { ...LIMITS, ...limits }), 1 << 30, () => new Error('too much'));

const SKIPPABLE = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('12345')]);
const TEXT = Buffer.from('many words, '.repeat(2000));

describe('decompressed', () => {
  it.each([
    ['nothing', TEXT],
    ['gzip', gzipSync(TEXT)],
    [
      'gzip of several members',
      Buffer.concat([
        gzipSync(TEXT.subarray(0, 700)),
        gzipSync(TEXT.subarray(700, 9000)),
        gzipSync(TEXT.subarray(9000)),
      ]),
    ],
    ['zstd', zstdCompressSync(TEXT)],
    ['zstd with checksums', zstdCompressSync(TEXT, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
    [
      'zstd of many frames and frames to skip',
      Buffer.concat([
        SKIPPABLE,
        ...Array.from({ length: 24 }, (_, i) =>
          Buffer.concat([zstdCompressSync(TEXT.subarray(i * 1000, (i + 1) * 1000)), SKIPPABLE]),
        ),
      ]),
    ],
  ])('undoes %s, however it is cut', async (_, bytes) => {
    for (const chunk of [1, 13, 1000, 1 << 20]) expect((await all(bytes, { chunk })).equals(TEXT)).toBe(true);
  });

  it('takes what is too short to be anything', async () => {
    for (const bytes of [[], [0x1f], [0x28, 0xb5, 0x2f]])
      expect((await all(Buffer.from(bytes))).length).toBe(bytes.length);
  });

  it('undoes any frames in any chunks', async () => {
    const part = fc.uint8Array({ maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        fc.boolean(),
        async (parts, chunk, zstd) => {
          const bytes = Buffer.concat(parts.map((one) => (zstd ? zstdCompressSync(one) : gzipSync(one))));
          expect((await all(bytes, { chunk })).equals(Buffer.concat(parts))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['gzip', gzipSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
  ])('says that %s is cut', async (_, bytes) => {
    await expect(all(bytes.subarray(0, bytes.length - 12))).rejects.toMatchObject({
      code: 'LAYER_TRUNCATED',
      message: expect.stringMatching(/layer 1 of web/),
    });
    await expect(all(bytes.subarray(0, 8))).rejects.toMatchObject({ code: 'LAYER_TRUNCATED' });
  });

  it('says that data is damaged, or of a kind no image has', async () => {
    const damaged = gzipSync(TEXT);
    damaged.fill(0xff, 30, 40);
    await expect(all(damaged)).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
    await expect(all(Buffer.from('BZh91AY&SY'))).rejects.toMatchObject({
      code: 'LAYER_CORRUPT',
      message: expect.stringMatching(/bzip2/),
    });
    await expect(all(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]))).rejects.toMatchObject({
      message: expect.stringMatching(/xz/),
    });
  });

  it('stops at a bomb long before it is unpacked', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(200 << 20));
    await expect(all(bomb)).rejects.toMatchObject({
      code: 'ARCHIVE_BOMB',
      message: expect.stringMatching(/2000 times/),
    });
    await expect(all(gzipSync(TEXT), { most: 20_000 })).rejects.toMatchObject({
      code: 'ARCHIVE_BOMB',
      message: expect.stringMatching(/more than 20000 bytes/),
    });
  });

  it('closes its source when it is left early', async () => {
    let closed = 0;
    async function* source() {
      try {
        for (;;) yield* cutInto(gzipSync(TEXT), 100);
      } finally {
        closed += 1;
      }
    }
    for await (const _ of decompressed(source(), LIMITS)) break;
    expect(closed).toBe(1);
  });

  it('hands on what its source fails with', async () => {
    async function* source() {
      yield gzipSync(TEXT).subarray(0, 20);
      throw new ScanError('DOWNLOAD_CUT', 'cut', { hint: '' });
    }
    await expect(collect(decompressed(source(), LIMITS), 1e9, () => new Error())).rejects.toMatchObject({
      code: 'DOWNLOAD_CUT',
    });
  });

  it('throws nothing but its own error, whatever comes', async () => {
    const heads = [gzipSync(TEXT), zstdCompressSync(TEXT), SKIPPABLE, deflateRawSync(TEXT)].map((bytes) =>
      bytes.subarray(0, 200),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.nat(30),
        fc.uint8Array({ maxLength: 300 }),
        async (head, keep, rest) => {
          try {
            await all(Buffer.concat([head.subarray(0, keep), rest]), { chunk: 17 });
          } catch (error) {
            expect(error).toBeInstanceOf(ScanError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
