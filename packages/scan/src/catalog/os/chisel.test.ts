import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../../errors.ts';
import { openPathSet } from '../../facts/path-set.ts';
import { catalogued, file } from './catalogued.fixture.ts';
import { chiselCataloger, parseChiselManifest } from './chisel.ts';

const lines = [
  { jsonwall: '1.0', schema: '1.0', count: 5 },
  { kind: 'content', slice: 'base-files_base', path: '/etc/' },
  { kind: 'package', name: 'base-files', version: '12ubuntu4.6', sha256: 'x', arch: 'amd64' },
  { kind: 'path', path: '/etc/', mode: '0755', slices: ['base-files_base'] },
  { kind: 'path', path: '/etc/os-release', mode: '0644', slices: ['base-files_release-info'] },
  { kind: 'slice', name: 'base-files_base' },
];
const packed = (text: string): Buffer => zstdCompressSync(Buffer.from(text));
const manifest = packed(lines.map((line) => JSON.stringify(line)).join('\n'));

describe('the chisel cataloger', () => {
  it('reads packages and their files', async () => {
    const [inventory] = (await catalogued(chiselCataloger, [file('var/lib/chisel/manifest.wall', manifest)]))
      .inventories;
    expect(inventory?.packages).toEqual([
      expect.objectContaining({ type: 'deb', name: 'base-files', version: '12ubuntu4.6', source: undefined }),
    ]);
    const owned = openPathSet(inventory?.owned[0]?.paths ?? '');
    expect([inventory?.owned[0]?.package, owned.has('etc/os-release'), owned.size]).toEqual(['base-files', true, 1]);
  });

  it('says what is wrong with what is no manifest', async () => {
    const { problems } = await catalogued(chiselCataloger, [file('var/lib/chisel/manifest.wall', 'no zstd')]);
    expect(problems.map(({ code }) => code)).toEqual(['INVENTORY_UNREADABLE']);
  });

  it('takes any bytes, changed or made up', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom(...lines.map((line) => JSON.stringify(line)), '{"kind":"path"', ''))
        .map((list) => list.join('\n')),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          texts.map((text) => packed(text)),
        ),
        (bytes) => {
          try {
            parseChiselManifest(Buffer.from(bytes));
          } catch (error) {
            expect(error).toBeInstanceOf(ScanError);
          }
        },
      ),
    );
  });
});
