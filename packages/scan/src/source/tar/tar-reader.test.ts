import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { collect } from '../bytes/byte-stream.ts';
import { cutInto, padded, tarArchive, tarHeader } from './tar-archive.fixture.ts';
import { TarError } from './tar-header.ts';
import { chunksOf, type TarMember, TarReader } from './tar-reader.ts';

interface Read {
  readonly member: TarMember;
  readonly content: string;
}

async function readAll(archive: Buffer, { chunk = 700, most = 1 << 20 } = {}): Promise<Read[]> {
  const reader = new TarReader(chunksOf(cutInto(archive, chunk)));
  const found: Read[] = [];
  for (let member = await reader.next(); member !== undefined; member = await reader.next()) {
    found.push({ member: { ...member }, content: (await reader.read(most)).toString() });
  }
  return found;
}

const names = async (archive: Buffer) => (await readAll(archive)).map(({ member }) => member.name);

describe('TarReader', () => {
  it('gives the same whatever the chunks are', async () => {
    const members = [
      { name: 'etc/', type: '5', mode: 0o755 },
      { name: 'etc/passwd', content: 'root:x:0:0\n', mode: 0o4644, uid: 1000 },
      { name: 'empty' },
      { name: 'big', content: 'x'.repeat(5000) },
      { name: 'link', type: '2', link: '../etc/passwd' },
    ];
    const archive = tarArchive(members);
    for (const chunk of [1, 7, 511, 512, 513, 100_000]) {
      const found = await readAll(archive, { chunk });
      expect(found.map(({ content }) => content)).toEqual(members.map(({ content = '' }) => content));
      expect(found[1]?.member).toMatchObject({
        name: 'etc/passwd',
        mode: 0o4644,
        uid: 1000,
        bytes: 11,
        modifiedAt: 1_700_000_000_000,
      });
      expect(found[4]?.member).toMatchObject({ name: 'link', linkName: '../etc/passwd', bytes: 0 });
    }
  });

  it('gives all of a member chunk by chunk, and goes on where that was left', async () => {
    const content = 'x'.repeat(3000);
    const archive = tarArchive([{ name: 'a', content }, { name: 'b', content }, { name: 'c' }]);
    const reader = new TarReader(chunksOf(cutInto(archive, 700)));
    await reader.next();
    expect((await collect(reader.chunks(), 10_000, Error)).toString()).toBe(content);
    await reader.next();
    for await (const _ of reader.chunks()) break;
    expect((await reader.next())?.name).toBe('c');
    expect(await reader.next()).toBeUndefined();
  });

  it('gives out no more holes than a disk could hold, read or by chunks', async () => {
    const map = [0, 1, 2 ** 50, 1].join(',');
    const pax = { 'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', 'GNU.sparse.size': String(2 ** 50 + 1) };
    const archive = tarArchive(Array(40).fill({ name: 'a', content: 'xy', pax: { ...pax, 'GNU.sparse.map': map } }));
    const reading = new TarReader(chunksOf(cutInto(archive, 700)));
    await expect(async () => {
      while ((await reading.next()) !== undefined) await reading.read(64 << 20);
    }).rejects.toThrow(/bytes of holes/);
    const following = new TarReader(chunksOf(cutInto(archive, 700)));
    expect((await following.next())?.bytes).toBe(2 ** 50 + 1);
    await expect(async () => {
      for await (const _ of following.chunks());
    }).rejects.toThrow(/bytes of holes/);
  });

  it('goes past what nobody reads, and gives no more than is asked for', async () => {
    const archive = tarArchive([
      { name: 'a', content: 'x'.repeat(3000) },
      { name: 'b', content: '0123456789' },
    ]);
    const reader = new TarReader(chunksOf(cutInto(archive, 100)));
    await reader.next();
    await reader.next();
    expect((await reader.read(4)).toString()).toBe('0123');
    await expect(reader.read(4)).rejects.toThrow('read twice');
    expect(await reader.next()).toBeUndefined();
  });

  it('reads long names of GNU and PAX, and a prefix', async () => {
    const long = `${'d/'.repeat(150)}file`;
    const gnu = Buffer.concat([
      tarHeader({ name: '././@LongLink', type: 'L', content: `${long}\0` }),
      padded(Buffer.from(`${long}\0`)),
    ]);
    const link = Buffer.concat([
      tarHeader({ name: '././@LongLink', type: 'K', content: `${long}\0` }),
      padded(Buffer.from(`${long}\0`)),
    ]);
    const archive = Buffer.concat([
      gnu,
      link,
      tarArchive([{ name: 'short', type: '2', link: 'x' }], 0),
      tarArchive([{ name: 'y', pax: { path: `pax/${long}`, mtime: '1.5' } }], 0),
      tarArchive([{ name: 'z', change: (header) => header.write('some/prefix', 345) }]),
    ]);
    const found = await readAll(archive);
    expect(found.map(({ member }) => member.name)).toEqual([long, `pax/${long}`, 'some/prefix/z']);
    expect(found[0]?.member.linkName).toBe(long);
    expect(found[1]?.member.modifiedAt).toBe(1500);
  });

  it('reads capabilities as bytes', async () => {
    const value = Buffer.from([1, 0, 0, 2, 0, 0x20, 0x0a, 0x3d, 0xff]);
    const [found] = await readAll(tarArchive([{ name: 'ping', pax: { 'SCHILY.xattr.security.capability': value } }]));
    expect(Buffer.from(found?.member.capabilities ?? [])).toEqual(value);
  });

  it('reads sizes and owners that octal has no room for', async () => {
    const change = (header: Buffer) => {
      header.fill(0, 108, 116);
      header[108] = 0x80;
      header.writeUInt32BE(3_000_000, 112);
    };
    const [base256, pax] = await readAll(
      tarArchive([
        { name: 'a', change },
        { name: 'b', pax: { uid: '4000000000' } },
      ]),
    );
    expect(base256?.member.uid).toBe(3_000_000);
    expect(pax?.member.uid).toBe(4_000_000_000);
  });

  it('gives bytes to files only, whatever a header says', async () => {
    const archive = tarArchive([
      { name: 'hard', type: '1', link: 'a', size: 5000 },
      { name: 'b', content: 'b' },
    ]);
    expect((await readAll(archive)).map(({ content }) => content)).toEqual(['', 'b']);
  });

  it('takes an archive without blocks of zeros or padding at its end', async () => {
    const archive = tarArchive([{ name: 'a', content: 'abc' }], 0);
    expect(await names(archive)).toEqual(['a']);
    expect(await names(archive.subarray(0, 515))).toEqual(['a']);
    expect(await names(Buffer.alloc(0))).toEqual([]);
  });

  it('says where an archive is cut', async () => {
    const archive = tarArchive([{ name: 'a/b', content: 'x'.repeat(2000) }]);
    await expect(readAll(archive.subarray(0, 1500))).rejects.toThrow('the archive ends in "a/b"');
    await expect(readAll(archive.subarray(0, 300))).rejects.toThrow('the archive ends in a header');
  });

  it.each([
    ['a wrong checksum', tarArchive([{ name: 'a' }]).fill('x', 0, 1), /checksum/],
    ['an impossible size', tarArchive([{ name: 'a', change: (header) => header.fill(0xff, 124, 136) }]), /size/],
    ['a record without end', tarArchive([{ name: 'a', type: 'x', content: '99 path=x\n' }]), /list of records/],
    ['a record of negative length', tarArchive([{ name: 'a', type: 'x', content: '-5 path=x\n' }]), /list of records/],
    ['an endless long name', tarArchive([{ name: 'a', type: 'L', size: 5_000_000 }]), /5000000 bytes/],
    ['nothing but extended headers', tarArchive(Array(100).fill({ name: 'g', type: 'g' })), /follow each other/],
    ['a zero in a name', tarArchive([{ name: 'a', pax: { path: 'a\0b' } }]), /zero byte/],
  ])('refuses %s', async (_, archive, message) => {
    await expect(readAll(archive)).rejects.toThrow(message);
    await expect(readAll(archive)).rejects.toBeInstanceOf(TarError);
  });

  it('reads files with holes as GNU tar writes them', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'plimsoll-sparse-'));
    try {
      const file = join(dir, 'holes');
      writeFileSync(file, 'begin');
      truncateSync(file, 3_000_000);
      writeFileSync(file, 'end', { flag: 'a' });
      for (const format of [
        ['gnu'],
        ['posix', '--sparse-version=0.0'],
        ['posix', '--sparse-version=0.1'],
        ['posix', '--sparse-version=1.0'],
      ]) {
        const archive = execFileSync('tar', [
          '-C',
          dir,
          '--sparse',
          `--format=${format[0]}`,
          ...format.slice(1),
          '-cf',
          '-',
          'holes',
        ]);
        const follower = new TarReader(chunksOf(cutInto(archive, 1000)));
        await follower.next();
        const followed = await collect(follower.chunks(), 4_000_000, Error);
        const reader = new TarReader(chunksOf(cutInto(archive, 1000)));
        const member = await reader.next();
        expect(member).toMatchObject({ name: 'holes', bytes: 3_000_003 });
        expect(archive.length).toBeLessThan(50_000);
        const bytes = await reader.read(4_000_000);
        expect(bytes.length).toBe(3_000_003);
        expect(followed.equals(bytes)).toBe(true);
        expect(bytes.toString('latin1', 0, 5)).toBe('begin');
        expect(bytes.toString('latin1', 3_000_000)).toBe('end');
        expect(bytes.subarray(5, 3_000_000).every((byte) => byte === 0)).toBe(true);
        expect(await reader.next()).toBeUndefined();
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('lets a file of 1 GiB pass in no more memory than a chunk', async () => {
    const chunk = Buffer.alloc(1 << 20);
    async function* source() {
      yield tarHeader({ name: 'large', size: 1 << 30 });
      for (let i = 0; i < 1024; i++) yield chunk;
      yield tarArchive([{ name: 'after', content: 'x' }]);
    }
    const reader = new TarReader(chunksOf(source()));
    expect(await reader.next()).toMatchObject({ name: 'large', bytes: 1 << 30 });
    expect((await reader.read(10)).length).toBe(10);
    const before = process.memoryUsage().rss;
    expect(await reader.next()).toMatchObject({ name: 'after' });
    expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
  });

  it('agrees with tar-stream', async () => {
    const file = fc.record({
      name: fc.stringMatching(/^[a-zé]{1,40}(\/[a-z]{1,60}){0,4}$/),
      content: fc.uint8Array({ maxLength: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 8 }), fc.integer({ min: 1, max: 3000 }), async (files, chunk) => {
        const packed = pack();
        for (const { name, content } of files) packed.entry({ name }, Buffer.from(content));
        packed.finalize();
        const archive = Buffer.concat(await Array.fromAsync(packed as AsyncIterable<Buffer>));
        const reader = new TarReader(chunksOf(cutInto(archive, chunk)));
        for (const { name, content } of files) {
          expect((await reader.next())?.name).toBe(name);
          expect((await reader.read(5000)).equals(content)).toBe(true);
        }
        expect(await reader.next()).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('throws nothing but its own error, whatever comes', async () => {
    const sound = tarArchive([
      {
        name: 'a',
        content: 'x'.repeat(600),
        pax: { path: 'long', 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '9' },
      },
      { name: 'b', type: 'S', content: 'abc' },
      { name: 'c', type: 'L', content: 'name\0' },
      { name: 'd', content: 'd' },
    ]);
    const change = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    const attempt = async (archive: Buffer, chunk: number) => {
      try {
        const found = await readAll(archive, { chunk });
        expect(found.length).toBeLessThan(20);
      } catch (error) {
        expect(error).toBeInstanceOf(TarError);
      }
    };
    await fc.assert(
      fc.asyncProperty(change, fc.nat(sound.length), fc.integer({ min: 1, max: 2000 }), async (changes, cut, chunk) => {
        const archive = Buffer.from(sound);
        for (const [at, byte] of changes) archive[at] = byte;
        // With checksums made right again, what is behind them is reached.
        for (let at = 0; at < archive.length; at += 512) {
          if (archive.toString('latin1', at + 257, at + 262) === 'ustar') reseal(archive.subarray(at, at + 512));
        }
        await attempt(archive, chunk);
        await attempt(archive.subarray(0, cut), chunk);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), (bytes) => attempt(Buffer.from(bytes), 512)),
      { numRuns: 200 },
    );
  });
});

function reseal(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
