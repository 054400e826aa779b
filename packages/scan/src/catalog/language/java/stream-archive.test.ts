/** What goes by is read as what is held: the same packages, however the archive is cut into chunks. */
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { brief, followThrough } from '../look-at.fixture.ts';
import { bootApplication, jar, log4j, manifest, pom, springCore, streamedJar } from './java.fixture.ts';
import { javaArchive } from './java-archive.ts';
import { type ArchiveVisitor, followArchive, readArchive } from './read-archive.ts';
import type { WalkLimits } from './walk.ts';

interface Told {
  readonly packages: readonly FoundPackage[];
  readonly problems: readonly string[];
}

function told(read: (visitor: ArchiveVisitor) => void): Told {
  const packages: FoundPackage[] = [];
  const problems: string[] = [];
  read({
    fileName: 'x-1.0.jar',
    found: (more) => packages.push(...more),
    problem: (kind, within, reason) => problems.push(`${kind} ${within ?? ''} ${reason}`),
  });
  return { packages, problems };
}

const held = (bytes: Uint8Array) => told((visitor) => readArchive(Buffer.from(bytes), true, visitor));

function followed(bytes: Uint8Array, chunk = 1000, limits?: WalkLimits): Told {
  return told((visitor) => {
    const archive = followArchive(bytes.length, visitor, limits);
    for (let at = 0; at < bytes.length; at += chunk) {
      // Nothing may be kept of a chunk: the next one is put in its place.
      const lent = Buffer.from(bytes.subarray(at, at + chunk));
      const more = archive.push(lent);
      lent.fill(0x50);
      if (!more) break;
    }
    archive.end(true);
  });
}

const follow = (bytes: Uint8Array, more: { chunk?: number; whole?: boolean } = {}) =>
  followThrough(javaArchive, { path: 'app/x-1.0.jar', content: bytes }, { chunk: 1000, whole: true, ...more });

const packings = [
  'stored',
  'deflated',
  'deflated, length behind',
  'stored, length behind',
  'deflated, bare length behind',
  'stored, bare length behind',
] as const;
type Packing = (typeof packings)[number];

const u32 = (...values: readonly number[]) => Buffer.from(new Uint32Array(values).buffer);
const u16 = (...values: readonly number[]) => Buffer.from(new Uint16Array(values).buffer);
const u64 = (value: number) => u32(value, 0);

/** One archive, each entry packed in its own way. */
function packed(entries: readonly (readonly [name: string, content: Uint8Array, packing: Packing])[]): Uint8Array {
  const parts: Buffer[] = [];
  const listed: Buffer[] = [];
  let at = 0;
  for (const [name, content, packing] of entries) {
    const file = Buffer.from(name);
    const isBehind = packing.endsWith('behind');
    const method = packing.startsWith('stored') ? 0 : 8;
    const data = method === 0 ? Buffer.from(content) : deflateRawSync(content);
    const lengths = u32(crc32(content), data.length, content.length);
    const head = Buffer.concat([u16(20, isBehind ? 8 : 0, method, 0, 0), isBehind ? u32(0, 0, 0) : lengths]);
    const sizes = u16(file.length, 0);
    const after = isBehind ? [u32(0x08074b50), lengths].slice(packing.includes('bare') ? 1 : 0) : [];
    const entry = Buffer.concat([u32(0x04034b50), head, sizes, file, data, ...after]);
    const told = Buffer.concat([u16(20, 20, isBehind ? 8 : 0, method, 0, 0), lengths]);
    listed.push(u32(0x02014b50), told, sizes, u16(0, 0, 0), u32(0, at), file);
    parts.push(entry);
    at += entry.length;
  }
  const directory = Buffer.concat(listed);
  const count = entries.length;
  return Buffer.concat([
    ...parts,
    directory,
    u32(0x06054b50),
    u16(0, 0, count, count),
    u32(directory.length, at),
    u16(0),
  ]);
}

const text = (content: string) => new TextEncoder().encode(content);
const word = fc.constantFrom('core', 'web', 'spring-core', 'guava', 'log4j-api', 'x');
const packing = fc.constantFrom(...packings);
/** Bytes that look like parts of an archive. */
const alike = fc
  .array(fc.oneof(fc.constantFrom('PK\x03\x04', 'PK\x01\x02', 'PK\x07\x08', 'PK\x05\x06', 'PK', 'P'), fc.string()), {
    maxLength: 30,
  })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

const { archive } = fc.letrec<{ archive: Uint8Array; entry: readonly (readonly [string, Uint8Array, Packing])[] }>(
  (tie) => ({
    archive: fc.array(tie('entry'), { maxLength: 6 }).map((entries) => {
      const byName = new Map(entries.flat().map((entry) => [entry[0], entry]));
      return packed([...byName.values()]);
    }),
    entry: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .tuple(word, alike, packing)
        .map(([name, bytes, how]) => [[`org/springframework/${name}.class`, bytes, how] as const]),
      fc
        .tuple(word, word, packing)
        .map(([group, name, how]) =>
          Object.entries(pom(`org.${group}`, name, '1.2')).map(
            ([path, content]) => [path, text(content), how] as const,
          ),
        ),
      fc
        .tuple(word, packing)
        .map(([version, how]) =>
          Object.entries(manifest({ 'Implementation-Version': `1.0-${version}` })).map(
            ([path, content]) => [path, text(content), how] as const,
          ),
        ),
      fc
        .tuple(word, tie('archive'), packing)
        .map(([name, bytes, how]) => [[`lib/${name}-5.0.jar`, bytes as Uint8Array, how] as const]),
      fc
        .tuple(word, alike, packing)
        .map(([name, bytes, how]) => [[`lib/no-${name}-5.0.jar`, Buffer.concat([text('no'), bytes]), how] as const]),
    ),
  }),
);

/** Of the smallest kind: everything in an archive is looked through as it goes by. */
const tiny: WalkLimits = { packed: 1, held: 1 };

describe('an archive that goes by', () => {
  it('says what it says when it is held, however it is packed, cut and nested', () => {
    fc.assert(
      fc.property(
        archive,
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(undefined, tiny, { packed: 300, held: 600 }),
        (bytes, chunk, limits) => {
          expect(followed(bytes, chunk, limits)).toEqual(held(bytes));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is read as an application is, in every way of holding what is in it', () => {
    const content = bootApplication.content as Uint8Array;
    for (const chunk of [1, 7, 1000, 1 << 20]) {
      expect(brief(follow(content, { chunk }).packages)).toEqual([
        'org.example:shop 0.0.1',
        'org.apache.logging.log4j:log4j-core 2.14.1',
        'org.springframework:spring-core 5.3.17',
      ]);
      expect(followed(content, chunk, tiny)).toEqual(held(content));
    }
  });

  it('may stand behind a launcher script, with offsets that count from the script or from the archive', () => {
    const script = Buffer.from('#!/bin/bash\n# PK\x03 PK\nexec java -jar "$0"\n', 'latin1');
    const fromArchive = Buffer.concat([script, log4j]);
    const fromScript = Buffer.from(fromArchive);
    let at = fromScript.readUInt32LE(fromScript.length - 6) + script.length;
    fromScript.writeUInt32LE(at, fromScript.length - 6);
    for (; fromScript.readUInt32LE(at) === 0x02014b50; at += 46 + fromScript.readUInt16LE(at + 28)) {
      fromScript.writeUInt32LE(fromScript.readUInt32LE(at + 42) + script.length, at + 42);
    }
    for (const content of [fromArchive, fromScript]) {
      const seen = follow(content);
      expect([brief(seen.packages), seen.problems]).toEqual([['org.apache.logging.log4j:log4j-core 2.14.1'], []]);
    }
  });

  it('counts for nothing what its directory does not name', () => {
    const bytes = Buffer.from(
      jar({ ...pom('org.example', 'x', '1.0'), ...pom('org.gone', 'gone', '1'), 'gone.jar': log4j }, { stored: true }),
    );
    // Names in the directory come after all entries.
    const directory = bytes.readUInt32LE(bytes.length - 6);
    const rest = bytes.subarray(directory);
    for (const name of ['META-INF/maven/org.gone/gone/pom.properties', 'gone.jar'])
      rest.write('_', rest.indexOf(name) + name.length - 1);
    expect(followed(bytes)).toEqual(held(bytes));
    expect(brief(follow(bytes).packages)).toEqual(['org.example:x 1.0']);
    // Of a directory that names nothing, nothing counts.
    const empty = Buffer.concat([bytes.subarray(0, directory), zipSync({})]);
    expect(follow(empty).packages).toMatchObject([{ type: 'generic', name: 'x', version: '1.0' }]);
  });

  it('has its numbers in wide fields', () => {
    for (const behind of [false, true]) {
      const seen = follow(wideJar('lib/log4j-core-2.14.1.jar', log4j, behind));
      expect([brief(seen.packages), seen.problems]).toEqual([
        ['x 1.0', 'org.apache.logging.log4j:log4j-core 2.14.1'],
        [],
      ]);
    }
  });

  it('is said to be cut off, and read as far as it is whole', () => {
    const files = {
      ...pom('org.example', 'x', '1.0'),
      'a/Large.class': 'y'.repeat(100_000),
      ...pom('org.late', 'late', '1'),
    };
    for (const content of [jar(files), streamedJar(files)]) {
      const seen = follow(content.subarray(0, content.length - 800), { whole: false });
      expect(brief(seen.packages)).toContain('org.example:x 1.0');
      expect(seen.problems).toMatchObject([{ code: 'FILE_TOO_LARGE', path: 'app/x-1.0.jar' }]);
    }
    expect(follow(log4j.subarray(0, log4j.length - 30)).problems).toMatchObject([
      { code: 'ARCHIVE_CORRUPT', message: expect.stringMatching(/its end is missing/) },
    ]);
  });

  it('is told of when something in it is not where its directory says', () => {
    const bytes = Buffer.from(jar({ 'a.jar': log4j, 'b.jar': springCore }, { stored: true }));
    // The second one loses the start of its header.
    bytes.fill(
      0,
      bytes.lastIndexOf('b.jar', bytes.readUInt32LE(bytes.length - 6)) - 30,
      bytes.lastIndexOf('b.jar', bytes.readUInt32LE(bytes.length - 6)) - 26,
    );
    expect(follow(bytes).problems).toMatchObject([
      { code: 'ARCHIVE_CORRUPT', message: expect.stringMatching(/1 of its entries/) },
    ]);
    expect(brief(follow(bytes).packages)).toContain('org.apache.logging.log4j:log4j-core 2.14.1');
  });

  describe('hides nothing', () => {
    const path = (artifact: string) => `META-INF/maven/g/${artifact}/pom.properties`;
    const properties = (artifact: string) => Buffer.from(`groupId=g\nartifactId=${artifact}\nversion=1\n`);
    const two = Buffer.from(
      packed([
        [path('a'), properties('a'), 'stored'],
        [path('b'), properties('b'), 'stored'],
      ]),
    );
    const changed = (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(two);
      change(bytes);
      return bytes;
    };
    /** Without what an archive is taken for that says nothing. */
    const names = ({ packages }: Told) => packages.map(({ name }) => name).filter((name) => name !== 'x');

    it('where an entry claims the directory behind it', () => {
      const last = two.lastIndexOf('PK\x03\x04', undefined, 'latin1');
      const end = two.lastIndexOf('PK\x05\x06', undefined, 'latin1');
      const data = last + 30 + two.readUInt16LE(last + 26);
      const bytes = changed((each) => each.writeUInt32LE(end - data, last + 18));
      const read = followed(bytes);

      expect(names(held(bytes))).toEqual(['g:a', 'g:b']);
      expect(names(read)).toContain('g:a');
      expect(read.problems).toContain('corrupt  its directory is broken');
    });

    it('where an entry claims all that is left, and only the directory of something in the archive is seen', () => {
      const war = Buffer.from(
        packed([
          ['WEB-INF/lib/a.jar', two, 'stored'],
          [path('w'), properties('w'), 'stored'],
        ]),
      );
      const last = 30 + 'WEB-INF/lib/a.jar'.length + two.length;
      war.writeUInt32LE(war.length, last + 18);
      war[0] = 0;
      const read = followed(war);

      expect(names(held(war))).toEqual(['g:w']);
      expect(read.problems).toContain('corrupt  its end is missing');
    });

    it('where a header claims more bytes than there are', () => {
      const bytes = changed((each) => each.writeUInt16LE(0xffff, 28));
      expect(followed(bytes).problems).toEqual(['corrupt  1 of its entries are not where the directory says']);
    });

    it('where a record of the directory claims its end', () => {
      const record = two.lastIndexOf('PK\x01\x02', undefined, 'latin1');
      const bytes = changed((each) => each.writeUInt16LE(30, record + 32));
      const read = followed(bytes);

      expect(names(read)).toEqual(['g:a', 'g:b']);
      expect(read.problems).toEqual(['corrupt  its directory is broken']);
    });

    it('where the comment looks like the end of another one', () => {
      const fake = Buffer.concat([u32(0x06054b50), u16(0, 0, 0, 0), u32(0, 0), u16(0)]);
      const comment = Buffer.concat([fake, Buffer.from('and more')]);
      const bytes = Buffer.concat([two, comment]);
      bytes.writeUInt16LE(comment.length, two.length - 2);

      expect(held(bytes)).toEqual(held(two));
      expect(followed(bytes)).toEqual(held(two));
    });

    it('without a word, whichever of its bytes are wrong', () => {
      const war = Buffer.from(
        packed([
          ['WEB-INF/lib/a.jar', two, 'stored'],
          ['WEB-INF/lib/b.jar', two, 'deflated'],
          ['META-INF/maven/g/w/pom.properties', properties('w'), 'deflated'],
        ]),
      );
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(war.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 1, max: war.length }),
          (changes, chunk) => {
            const bytes = Buffer.from(war);
            for (const [at, value] of changes) bytes[at] = value;
            const read = followed(bytes, chunk);
            if (read.problems.length === 0) expect(names(read)).toEqual(expect.arrayContaining(names(held(bytes))));
          },
        ),
        { numRuns: 500 },
      );
    });
  });

  it('is none in spite of its name', () => {
    const seen = follow(Buffer.alloc(50_000, 'P'));
    expect([seen.problems, seen.passedOver.length]).toEqual([[], 1]);
  });

  it('holds neither more nor less of a bomb than of what is held', () => {
    let deep = log4j;
    for (let depth = 0; depth < 20; depth++) deep = jar({ [`${depth}.jar`]: deep });
    expect(followed(deep, 1000, tiny).problems).toEqual(held(deep).problems);
    const bomb = jar({ 'a.jar': new Uint8Array(50 * 1024 * 1024) });
    const seen = follow(jar({ ...pom('org.example', 'x', '1.0'), 'bomb.jar': bomb, 'inner.jar': log4j }));
    expect(seen.problems).toMatchObject([
      { code: 'ARCHIVE_BOMB', message: expect.stringContaining('!/bomb.jar!/a.jar') },
    ]);
    expect(seen.packages).toHaveLength(2);
    const large = follow(jar({ 'META-INF/MANIFEST.MF': 'x'.repeat(5_000_000), ...pom('org.example', 'x', '1.0') }));
    expect([brief(large.packages), large.problems[0]?.code]).toEqual([['org.example:x 1.0'], 'ARCHIVE_BOMB']);
  });

  it('stops unpacking what goes by at the budget of the whole walk', () => {
    const pad = jar({ 'pad.bin': Buffer.alloc(8 * 1024 * 1024, '0123456789abcdef') }, { stored: true });
    const files: Record<string, Uint8Array> = {};
    for (let index = 0; index < 40; index++) files[`${index}.jar`] = pad;
    const problems = followed(jar(files), 1 << 20).problems;
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((each) => each.startsWith('bomb'))).toBe(true);
  });

  it('throws nothing, whatever the bytes are', () => {
    const whole = Buffer.from(bootApplication.content as Uint8Array);
    const streamed = Buffer.from(streamedJar({ ...pom('org.example', 'x', '1.0'), 'a.class': 'x'.repeat(300) }));
    const edit = fc.record({
      at: fc.nat(),
      value: fc.nat(255),
      length: fc.nat(40),
      kind: fc.constantFrom('set', 'cut', 'double'),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(whole, streamed),
        fc.array(edit, { maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        (bytes, edits, chunk) => {
          let now = Buffer.from(bytes);
          for (const { at: anywhere, value, length, kind } of edits) {
            const at = anywhere % now.length;
            if (kind === 'set') now[at] = value;
            else
              now = Buffer.concat([
                now.subarray(0, kind === 'cut' ? at : at + length),
                now.subarray(kind === 'cut' ? at + length : at),
              ]);
          }
          for (const limits of [undefined, tiny])
            expect(followed(now, chunk, limits).problems.length).toBeLessThan(100);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(alike, (bytes) => void follow(bytes, { chunk: 13 })),
      { numRuns: 300 },
    );
  });
});

/** One stored entry as writers make it that do not know beforehand whether four gigabytes are enough. */
function wideJar(name: string, content: Uint8Array, behind: boolean): Buffer {
  const size = content.length;
  const file = Buffer.from(name);
  const sizes = behind ? Buffer.concat([u64(0), u64(0)]) : Buffer.concat([u64(size), u64(size)]);
  const local = Buffer.concat([
    ...[u32(0x04034b50), u16(45, behind ? 8 : 0, 0, 0, 0), u32(0), behind ? u32(0, 0) : u32(0xffffffff, 0xffffffff)],
    ...[u16(file.length, 20), file, u16(1, 16), sizes],
  ]);
  const after = behind ? Buffer.concat([u32(0x08074b50, 0), u64(size), u64(size)]) : Buffer.alloc(0);
  const listed = Buffer.concat([
    ...[
      u32(0x02014b50),
      u16(45, 45, behind ? 8 : 0, 0, 0, 0),
      u32(0, 0xffffffff, 0xffffffff),
      u16(file.length, 28, 0, 0, 0),
      u32(0, 0xffffffff),
    ],
    ...[file, u16(1, 24), u64(size), u64(size), u64(0)],
  ]);
  const start = local.length + size + after.length;
  const end = start + listed.length;
  return Buffer.concat([
    ...[local, content, after, listed],
    ...[u32(0x06064b50), u64(44), u16(45, 45), u32(0, 0), u64(1), u64(1), u64(listed.length), u64(start)],
    ...[u32(0x07064b50, 0), u64(end), u32(1)],
    ...[u32(0x06054b50), u16(0xffff, 0xffff, 0xffff, 0xffff), u32(0xffffffff, 0xffffffff), u16(0)],
  ]);
}
