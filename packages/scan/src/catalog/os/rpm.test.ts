import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../../errors.ts';
import { openPathSet } from '../../facts/path-set.ts';
import { catalogued, file } from './catalogued.fixture.ts';
import { heldFile } from './file-view.ts';
import { rpmCataloger } from './rpm.ts';
import { bdbHeaders } from './rpm-bdb.ts';
import { bdb, ndb, rpmHeader, type Tag } from './rpm-databases.fixture.ts';
import { parseRpmHeader } from './rpm-header.ts';
import { packagesOfManifest } from './rpm-manifest.ts';
import { ndbHeaders } from './rpm-ndb.ts';
import { packagesOfHeaders } from './rpm-packages.ts';
import { sqliteHeaders } from './rpm-sqlite.ts';

const header = (more: Readonly<Record<number, Tag>> = {}): Buffer =>
  rpmHeader({
    1000: 'bash',
    1001: '4.4.20',
    1002: '4.el8',
    1011: 'AlmaLinux',
    1014: 'GPLv3+',
    1022: 'x86_64',
    1044: 'bash-4.4.20-4.el8.src.rpm',
    ...more,
  });
const node = header({
  1000: 'nodejs',
  1001: '16.20.2',
  1002: '2.module_el8.8.0+3641',
  1003: 1,
  1044: 'nodejs-16.20.2-2.module_el8.8.0+3641.src.rpm',
  5096: 'nodejs:16:8080020230825:63b34585',
});
const key = header({ 1000: 'gpg-pubkey' });
const large = header({ 1000: 'large', 1005: 'x'.repeat(20_000) });
const all = [header(), node, key, large];
const names = ['bash', 'nodejs', 'large'];

function sqlite(
  headers: readonly Buffer[],
  create = 'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)',
): Buffer {
  const database = new Database(':memory:');
  database.exec(create);
  for (const each of headers) database.prepare('INSERT INTO Packages (blob) VALUES (?)').run(each);
  const bytes = database.serialize();
  database.close();
  // As rpm leaves it: in write-ahead mode.
  bytes[18] = 2;
  bytes[19] = 2;
  return bytes;
}

describe('the rpm cataloger', () => {
  it.each([
    ['var/lib/rpm/rpmdb.sqlite', sqlite(all)],
    ['usr/lib/sysimage/rpm/Packages.db', ndb(all)],
    ['var/lib/rpm/Packages', bdb(all)],
    ['var/lib/rpm/Packages', bdb(all, { bigEndian: true })],
    ['usr/share/rpm/Packages', bdb(all, { pageBytes: 8192 })],
  ])('reads %s', async (path, bytes) => {
    const facts = await catalogued(rpmCataloger, [file(path, bytes)]);
    expect(facts.problems).toEqual([]);
    expect(facts.inventories[0]?.packages.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['var/lib/rpm/rpmdb.sqlite', sqlite],
    ['usr/lib/sysimage/rpm/Packages.db', ndb],
    ['var/lib/rpm/Packages', bdb],
  ])('reads a large %s as it goes by', async (path, write) => {
    const huge = header({ 1000: 'huge', 1005: 'x'.repeat(17 * 1024 * 1024) });
    const facts = await catalogued(rpmCataloger, [file(path, write([...all, huge]))]);
    expect(facts.problems).toEqual([]);
    expect(facts.inventories[0]?.packages.map(({ name }) => name)).toEqual([...names, 'huge']);
    const cut = { ...file(path, write([...all, huge]).subarray(0, 17_000_000)), bytes: 18_000_000 };
    expect((await catalogued(rpmCataloger, [cut])).problems).toMatchObject([
      { message: expect.stringMatching(/it is cut off/), path },
    ]);
  });

  it('says of one that is too large that it is, and reads nothing of it', async () => {
    const large = { ...file('var/lib/rpm/rpmdb.sqlite', 'SQLite'), bytes: 1024 ** 3 };
    const { problems, inventories } = await catalogued(rpmCataloger, [large]);
    expect([problems[0]?.message, inventories]).toEqual([expect.stringContaining('more than the 167772160'), []]);
  });

  it('takes epoch, source, module and vendor from the header', () => {
    const [bash, nodejs] = packagesOfHeaders(all, 1e6).packages;
    expect(bash).toEqual({
      type: 'rpm',
      name: 'bash',
      version: '4.4.20-4.el8',
      architecture: 'x86_64',
      source: { name: 'bash', version: '4.4.20-4.el8' },
      module: undefined,
      thirdParty: false,
      licence: 'GPL-3.0-or-later',
      scope: 'runtime',
      evidence: 'installed',
      dependsOn: [],
      within: undefined,
      qualifiers: {},
      vendor: 'AlmaLinux',
    });
    expect(nodejs).toMatchObject({
      version: '1:16.20.2-2.module_el8.8.0+3641',
      source: { name: 'nodejs', version: '1:16.20.2-2.module_el8.8.0+3641' },
      module: 'nodejs:16',
      qualifiers: { epoch: '1', modularitylabel: 'nodejs:16:8080020230825:63b34585' },
    });
  });

  it('knows a module’s build without label, and a source of another version', () => {
    const one = (tags: Readonly<Record<number, Tag>>) => packagesOfHeaders([header(tags)], 1e6).packages[0];
    expect(one({ 1002: '2.module+el8.5.0+1' })?.module).toBe('');
    expect(one({ 1003: 4, 1044: 'perl-5.26.3-422.el8.src.rpm' })?.source).toEqual({
      name: 'perl',
      version: '5.26.3-422.el8',
    });
    expect(one({ 1044: '(none)', 1011: '(none)' })).toMatchObject({ source: undefined });
    expect(one({ 1003: 0 })).toMatchObject({ version: '4.4.20-4.el8', qualifiers: {} });
  });

  it('takes the files, without folders and ghosts, and what provides what is needed', () => {
    const files = {
      1117: ['bash', 'doc', 'README', 'log'],
      1118: ['/usr/bin/', '/usr/share/', '/usr/share/doc/', '/var/'],
      1116: [0, 1, 2, 3],
      1037: [0, 0, 0, 64],
    };
    const { packages, owned } = packagesOfHeaders(
      [
        header({ ...files, 1049: ['libc.so.6()(64bit)', 'rpmlib(X)', 'bash'] }),
        header({ 1000: 'glibc', 1047: ['libc.so.6()(64bit)'] }),
      ],
      1e6,
    );
    expect(owned.map((each) => each.package)).toEqual(['bash:x86_64']);
    const paths = openPathSet(owned[0]?.paths ?? '');
    expect(['usr/bin/bash', 'usr/share/doc/README', 'usr/share/doc', 'var/log'].map((path) => paths.has(path))).toEqual(
      [true, true, false, false],
    );
    expect(packages[0]?.dependsOn).toEqual(['glibc']);
  });

  it('reads the manifest of distroless images', async () => {
    const path = 'var/lib/rpmmanifest/container-manifest-2';
    const line = (...columns: readonly string[]) => `${columns.join('\t')}\n`;
    const text =
      line(
        'glibc',
        '2.38-8.azl3',
        '1',
        '2',
        'Microsoft Corporation',
        '(none)',
        '1',
        'x86_64',
        '0',
        'glibc-2.38-8.azl3.src.rpm',
      ) + line('shadow', '4.9-1.azl3', '1', '2', 'Microsoft Corporation', '2', '1', 'noarch', '2', '(none)');
    const [inventory] = (await catalogued(rpmCataloger, [file(path, text)])).inventories;
    expect(
      inventory?.packages.map(({ name, version, source, vendor }) => [name, version, source?.name, vendor]),
    ).toEqual([
      ['glibc', '2.38-8.azl3', 'glibc', 'Microsoft Corporation'],
      ['shadow', '2:4.9-1.azl3', undefined, 'Microsoft Corporation'],
    ]);
    expect((await catalogued(rpmCataloger, [file(path, 'nothing\n')])).problems).toHaveLength(1);
    fc.assert(
      fc.property(fc.string(), (lines) => {
        try {
          packagesOfManifest(lines);
        } catch (error) {
          expect(error).toBeInstanceOf(ScanError);
        }
      }),
    );
  });

  it('says what it cannot read', async () => {
    const view = sqlite(
      [],
      'CREATE VIEW Packages AS WITH RECURSIVE c(blob) AS (SELECT 1 UNION ALL SELECT blob + 1 FROM c) SELECT blob FROM c',
    );
    const computed = sqlite([], 'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB AS (zeroblob(900000000)))');
    const broken = ndb([header(), Buffer.alloc(64, 7)]);
    for (const bytes of [view, computed, sqlite(all).subarray(0, 5000), Buffer.from('SQLite format 3\0')]) {
      const { problems, inventories } = await catalogued(rpmCataloger, [file('var/lib/rpm/rpmdb.sqlite', bytes)]);
      expect([problems.length, inventories.length]).toEqual([1, 0]);
    }
    const { problems, inventories } = await catalogued(rpmCataloger, [file('var/lib/rpm/Packages.db', broken)]);
    expect([problems[0]?.message, inventories[0]?.packages.length]).toEqual([
      '1 of the package headers in var/lib/rpm/Packages.db cannot be read: those packages are missing',
      1,
    ]);
    expect((await catalogued(rpmCataloger, [file('var/lib/rpm/rpmdb.sqlite-wal', 'x')])).problems).toHaveLength(1);
  });
});

/** `whole` with some of its bytes changed, or cut. */
const changed = (whole: Buffer) =>
  fc
    .tuple(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }), fc.nat(whole.length))
    .map(([changes, cut]) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      return changes.length % 3 === 0 ? bytes.subarray(0, cut) : bytes;
    });

async function survives(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    expect(error).toBeInstanceOf(ScanError);
  }
}

describe('hostile bytes', () => {
  it('in a header', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), changed(node)), (bytes) => {
        const parsed = parseRpmHeader(Buffer.from(bytes));
        if (parsed !== undefined) packagesOfHeaders([Buffer.from(bytes)], 1e6);
      }),
      { numRuns: 500 },
    );
    // Counts that claim far more than there is.
    const greedy = Buffer.from(header({ 1117: ['a'], 1118: ['/'], 1116: [0] }));
    for (let at = 8 + 12; at < 8 + 16 * 10; at += 16) greedy.writeUInt32BE(0xffffffff, at);
    expect(() => parseRpmHeader(greedy)).not.toThrow();
  });

  it.each([
    ['ndb', ndb(all), (bytes: Buffer) => packagesOfHeaders(ndbHeaders(heldFile(bytes)), bytes.length)],
    ['bdb', bdb(all), (bytes: Buffer) => packagesOfHeaders(bdbHeaders(heldFile(bytes)), bytes.length)],
    [
      'bdb of few bytes',
      bdb(all, { pageBytes: 512 }),
      (bytes: Buffer) => packagesOfHeaders(bdbHeaders(heldFile(bytes)), bytes.length),
    ],
    ['sqlite', sqlite(all), (bytes: Buffer) => packagesOfHeaders(sqliteHeaders(heldFile(bytes)), bytes.length)],
  ])('in %s', async (_, whole, read) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 600 }), changed(whole)), (bytes) =>
        survives(() => read(Buffer.from(bytes))),
      ),
      { numRuns: 200 },
    );
  });

  it('cannot make one place be many packages', () => {
    const many = ndb(Array.from({ length: 200 }, () => header()));
    for (let slot = 3; slot < 200; slot++) many.copy(many, slot * 16, 2 * 16, 3 * 16);
    const { packages, failure } = packagesOfHeaders(ndbHeaders(heldFile(many)), 10_000);
    expect(failure?.message).toContain('larger than itself');
    expect(packages.length).toBeLessThan(200);
  });

  it('cannot make few bytes be long paths', () => {
    const files = 10_000;
    const parsed = parseRpmHeader(
      header({
        1117: Array.from({ length: files }, (_, index) => `f${index}`),
        1118: [`/${'x'.repeat(1_000_000)}/`],
        1116: Array.from({ length: files }, () => 0),
      }),
    );
    expect(parsed?.files.join('')).toBe('');
  });

  it('keeps the packages before the first that is not there', async () => {
    const bytes = ndb([header(), header({ 1000: 'glibc' })]);
    // The second slot points beyond the file.
    bytes.writeUInt32LE(0xffffff, 3 * 16 + 8);
    const { problems, inventories } = await catalogued(rpmCataloger, [file('var/lib/rpm/Packages.db', bytes)]);
    expect(inventories[0]?.packages).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/cannot be read to its end: .*; packages are missing/);
  });

  it('cannot make a reader go in circles', async () => {
    const circle = bdb([large]);
    // The first overflow page follows itself, and claims to hold nothing.
    circle.writeUInt32LE(2, 2 * 4096 + 16);
    circle.writeUInt16LE(0, 2 * 4096 + 22);
    await expect(async () => packagesOfHeaders(bdbHeaders(heldFile(circle)), circle.length)).rejects.toThrow('circle');
  });
});
