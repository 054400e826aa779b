import { chmodSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supportOf } from '../../catalog/os/end-of-life.ts';
import {
  osvRecord,
  putEpss,
  putFile,
  putKev,
  putOsv,
  putSecdb,
  putTracker,
  temporaryFolder,
} from '../mirror.fixture.ts';
import { updateAdvisories } from '../update/update-advisories.ts';
import { createAliasGroups } from './alias-groups.ts';
import { type PackedPiece, type Piece, packPiece, unpackPiece } from './codec.ts';
import { deltaBetween } from './delta.ts';
import { openAdvisories } from './open-generation.ts';
import { statusOf } from './status.ts';

let clock = Date.UTC(2026, 0, 1);
async function build(dir: string, mirror: string) {
  return updateAdvisories({
    dir,
    base: mirror,
    signal: new AbortController().signal,
    now: () => (clock += 1000),
    force: true,
  });
}

function folders() {
  const root = temporaryFolder();
  return {
    mirror: join(root.path, 'mirror'),
    dir: join(root.path, 'data'),
    [Symbol.dispose]: () => root[Symbol.dispose](),
  };
}

describe('what is found', () => {
  it('until when a release is mended, and nothing where no feed tells', async () => {
    using at = folders();
    const releases = [
      { name: '3.99', eolFrom: '2041-05-01' },
      { name: '3.98', eolFrom: null },
    ];
    const list = JSON.stringify({ schema_version: '1.2.0', result: [{ name: 'alpine-linux', releases }] });
    putFile(at.mirror, 'endoflife/products.json', list);
    putKev(at.mirror, []);
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    const end = { endOfLifeAt: Date.UTC(2041, 4, 1), extendedSupportUntil: undefined };
    expect(database.endOfLife('alpine-linux', '3.99')).toEqual(end);
    expect([database.endOfLife('alpine-linux', '3.98'), database.endOfLife('alpine', '3.99')]).toEqual([
      undefined,
      undefined,
    ]);
    const system = { id: 'alpine', version: '3.99.1', name: 'Alpine Linux v3.99' };
    expect(supportOf(system, database).endOfLifeAt).toBe(Date.UTC(2041, 4, 2) - 1);
    expect(supportOf(system).endOfLifeAt).toBeUndefined();
    database.close();
  });

  it('a package by its key, with all that is known of the record', async () => {
    using at = folders();
    const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];
    putOsv(at.mirror, 'PyPI', [
      osvRecord('PYSEC-1', {
        ecosystem: 'PyPI',
        name: 'Zope.Interface',
        fixed: '2.0',
        aliases: ['CVE-2023-0001'],
        severity,
        details: 'Long text',
        references: [{ type: 'WEB', url: 'https://example.org/1' }],
      }),
    ]);
    putKev(at.mirror, ['CVE-2023-0001']);
    putEpss(at.mirror, ['CVE-2023-0001,0.5,0.9']);
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    expect(JSON.parse(JSON.stringify(database.find('PyPI', 'zope_interface')))).toEqual([
      {
        id: 'PYSEC-1',
        aliases: ['CVE-2023-0001', 'PYSEC-1'],
        upstream: [],
        feed: 'osv/PyPI',
        ecosystem: 'PyPI',
        package: 'zope-interface',
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
        versions: [],
        malicious: false,
        ratings: [{ source: 'pypa', severity: 'critical', score: 9.8, vector: severity[0]?.score }],
        publishedAt: Date.UTC(2023, 11, 1),
        modifiedAt: Date.UTC(2024, 0, 1),
        summary: 'Summary of PYSEC-1',
      },
    ]);
    expect(database.kev('CVE-2023-0001')).toMatchObject({ ransomware: true });
    expect(database.epss('CVE-2023-0001')).toEqual({ probability: 0.5, percentile: 0.9 });
    expect(database.detail('PYSEC-1')).toEqual({
      summary: 'Summary of PYSEC-1',
      details: 'Long text',
      references: ['https://example.org/1'],
      cwes: [],
    });
    expect([database.kev('CVE-1'), database.epss('nonsense'), database.detail('X')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([database.covers('PyPI'), database.covers('npm'), database.find('npm', 'x')]).toEqual([true, false, []]);
    database.close();
  });

  it('other names, transitively and across feeds', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', [osvRecord('GHSA-a', { aliases: ['CVE-2023-0001'] })]);
    putOsv(at.mirror, 'Go', [osvRecord('GO-1', { ecosystem: 'Go', aliases: ['GHSA-a'] })]);
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    expect(database.find('Go', 'left')[0]?.aliases).toEqual(['CVE-2023-0001', 'GHSA-a', 'GO-1']);
    expect(database.find('npm', 'left')[0]?.aliases).toEqual(['CVE-2023-0001', 'GHSA-a', 'GO-1']);
    database.close();
  });

  it("another database's rating of the same CVE, after its own", async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', [
      osvRecord('GHSA-a', { aliases: ['CVE-2023-0001'], database_specific: { severity: 'HIGH' } }),
    ]);
    putOsv(at.mirror, 'Debian', [
      osvRecord('DEBIAN-CVE-2023-0001', { ecosystem: 'Debian:12', upstream: ['CVE-2023-0001'] }),
    ]);
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    expect(database.find('Debian:12', 'left')[0]?.ratings).toMatchObject([{ source: 'ghsa', severity: 'high' }]);
    database.close();
  });
});

describe('two feeds about one package', () => {
  it("Debian's tracker adds states, removes what is not affected, and brings what is open", async () => {
    using at = folders();
    const debian = (cve: string, fixed?: string) =>
      osvRecord(`DEBIAN-${cve}`, {
        ecosystem: 'Debian:12',
        name: 'curl',
        upstream: [cve],
        ...(fixed === undefined ? {} : { fixed }),
      });
    putOsv(at.mirror, 'Debian', [
      debian('CVE-2024-0001'),
      debian('CVE-2024-0002'),
      debian('CVE-2024-0003', '8.1-1'),
      osvRecord('DSA-1-1', {
        ecosystem: 'Debian:12',
        name: 'curl',
        upstream: ['CVE-2024-0002', 'CVE-2024-0003'],
        fixed: '8.1-1',
      }),
    ]);
    const release = (state: object) => ({ releases: { bookworm: state } });
    putTracker(at.mirror, {
      curl: {
        'CVE-2024-0001': release({ status: 'open', urgency: 'unimportant', nodsa: 'Minor', nodsa_reason: 'ignored' }),
        'CVE-2024-0002': release({ status: 'resolved', fixed_version: '0', urgency: 'low' }),
        'CVE-2024-0003': release({ status: 'open', urgency: 'high', nodsa: 'x' }),
        'CVE-2024-0004': release({ status: 'open', urgency: 'medium', nodsa: 'x', nodsa_reason: 'postponed' }),
      },
    });
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    const found = database
      .find('Debian:12', 'curl')
      .map(({ id, status, ratings }) => [id, status, ratings[0]?.severity]);
    expect(found.toSorted()).toEqual([
      ['DEBIAN-CVE-2024-0001', 'will-not-fix', 'negligible'],
      // Published as fixed: an older word that there will be none does not count.
      ['DEBIAN-CVE-2024-0003', undefined, 'high'],
      ['DEBIAN-CVE-2024-0004-curl', 'fix-deferred', 'medium'],
      // About several, of which one stays.
      ['DSA-1-1', undefined, undefined],
    ]);
    database.close();
  });

  it('Alpine\'s secdb and OSV tell a fix once; "0" means not affected', async () => {
    using at = folders();
    const alpine = (id: string, cve: string, fixed: string) =>
      osvRecord(id, { ecosystem: 'Alpine:v3.20', name: 'curl', upstream: [cve], fixed });
    putOsv(at.mirror, 'Alpine', [
      alpine('ALPINE-CVE-2024-0001', 'CVE-2024-0001', '8.1-r0'),
      alpine('ALPINE-CVE-2024-0002', 'CVE-2024-0002', '8.2-r0'),
    ]);
    putSecdb(at.mirror, 'v3.20', {
      curl: { '8.1-r0': ['CVE-2024-0001'], '0': ['CVE-2024-0002'], '8.3-r0': ['CVE-2024-0003'] },
    });
    await build(at.dir, at.mirror);
    const database = openAdvisories(at.dir);
    expect(
      database
        .find('Alpine:v3.20', 'curl')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['ALPINE-CVE-2024-0001', 'ALPINE-v3.20-CVE-2024-0003']);
    database.close();
  });
});

describe('what changed', () => {
  it('is told by package, whatever the order of records', async () => {
    using at = folders();
    const records = [
      osvRecord('GHSA-a', { name: 'same' }),
      osvRecord('GHSA-b', { name: 'same', fixed: '2' }),
      osvRecord('GHSA-c', { name: 'gone' }),
      osvRecord('GHSA-d', { name: 'other' }),
    ];
    putOsv(at.mirror, 'npm', records);
    putKev(at.mirror, ['CVE-2023-0001']);
    const first = await build(at.dir, at.mirror);
    const [a, b, , d] = records as [(typeof records)[0], (typeof records)[0], (typeof records)[0], (typeof records)[0]];
    putOsv(at.mirror, 'npm', [b, a, { ...d, summary: 'Changed' }, osvRecord('GHSA-e', { name: 'ärmel' })]);
    putKev(at.mirror, ['CVE-2023-0001', 'CVE-2023-0002']);
    const second = await build(at.dir, at.mirror);
    const [before, after] = [openAdvisories(at.dir, { generation: first.generation }), openAdvisories(at.dir)];
    expect(deltaBetween(before, after)).toEqual({
      from: first.generation,
      noLongerExploited: [],
      to: second.generation,
      packages: [
        { ecosystem: 'npm', name: 'gone' },
        { ecosystem: 'npm', name: 'other' },
        { ecosystem: 'npm', name: 'ärmel' },
      ],
      exploited: ['CVE-2023-0002'],
    });
    expect(deltaBetween(after, after).packages).toEqual([]);
    expect(deltaBetween(undefined, after).packages).toHaveLength(3);
    before.close();
    after.close();
  });

  it('agrees with a comparison by hand', async () => {
    const names = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'é', '𐀀', '\uffee', 'zz', 'Z'), fc.constantFrom('1', '2')),
      { maxLength: 6, selector: ([name]) => name },
    );
    await fc.assert(
      fc.asyncProperty(names, names, async (one, two) => {
        using at = folders();
        const record = ([name, fixed]: [string, string]) => osvRecord(`GHSA-${name.codePointAt(0)}`, { name, fixed });
        putOsv(at.mirror, 'npm', [...one.map(record), osvRecord('GHSA-always', { name: 'always' })]);
        const first = await build(at.dir, at.mirror);
        putOsv(at.mirror, 'npm', [...two.map(record), osvRecord('GHSA-always', { name: 'always' })]);
        await build(at.dir, at.mirror);
        const [before, after] = [openAdvisories(at.dir, { generation: first.generation }), openAdvisories(at.dir)];
        const [left, right] = [new Map(one), new Map(two)];
        const expected = [...new Set([...left.keys(), ...right.keys()])].filter(
          (name) => left.get(name) !== right.get(name),
        );
        expect(
          deltaBetween(before, after)
            .packages.map(({ name }) => name)
            .toSorted(),
        ).toEqual(expected.toSorted());
        before.close();
        after.close();
      }),
      { numRuns: 12 },
    );
  });
});

describe('a generation', () => {
  async function built() {
    const at = folders();
    putOsv(at.mirror, 'npm', [osvRecord('GHSA-a')]);
    const { generation } = await build(at.dir, at.mirror);
    return { at, folder: join(at.dir, 'generations', generation) };
  }
  it('opens on a read-only folder', async () => {
    const { at, folder } = await built();
    using _ = at;
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    const database = openAdvisories(at.dir);
    expect([database.find('npm', 'left').length, readdirSync(folder).length]).toEqual([1, 3]);
    database.close();
    chmodSync(folder, 0o755);
  });
  it('that is missing says what to do', () => {
    using at = folders();
    expect(() => openAdvisories(at.dir)).toThrow(
      expect.objectContaining({ code: 'ADVISORIES_MISSING', hint: expect.stringContaining('advisories update') }),
    );
    expect(statusOf(at.dir)).toMatchObject({ data: undefined, whole: false });
  });
  it.each<[string, (folder: string) => void]>([
    ['cut off', (folder) => truncateSync(join(folder, 'advisories.sqlite'), 4096)],
    ['gone', (folder) => rmSync(join(folder, 'advisories.sqlite'))],
    [
      'something else of the same size',
      (folder) =>
        writeFileSync(
          join(folder, 'advisories.sqlite'),
          Buffer.alloc(statSync(join(folder, 'advisories.sqlite')).size, 7),
        ),
    ],
    ['without a readable manifest', (folder) => writeFileSync(join(folder, 'manifest.json'), '{"schema":2}')],
  ])('that is %s is refused, and an update replaces it', async (_, damage) => {
    const { at, folder } = await built();
    using __ = at;
    damage(folder);
    expect(() => openAdvisories(at.dir)).toThrow(expect.objectContaining({ code: 'ADVISORIES_CORRUPT' }));
    expect(statusOf(at.dir).whole).toBe(false);
    await build(at.dir, at.mirror);
    expect(statusOf(at.dir, { verify: true })).toMatchObject({ whole: true, problems: [] });
  });
  it('with one byte changed is found by reading all of it', async () => {
    const { at, folder } = await built();
    using _ = at;
    const file = join(folder, 'details.sqlite');
    const size = statSync(file).size;
    writeFileSync(file, Buffer.alloc(1, 1), { flag: 'r+' });
    expect([statSync(file).size === size, statusOf(at.dir).whole, statusOf(at.dir, { verify: true }).whole]).toEqual([
      true,
      true,
      false,
    ]);
  });
  it('does without its texts', async () => {
    const { at, folder } = await built();
    using _ = at;
    rmSync(join(folder, 'details.sqlite'));
    const database = openAdvisories(at.dir);
    expect([database.detail('GHSA-a'), database.find('npm', 'left').length]).toEqual([undefined, 1]);
    database.close();
  });
  it('stays usable while others come and go; two are kept', async () => {
    const { at } = await built();
    using _ = at;
    const old = openAdvisories(at.dir);
    for (const name of ['b', 'c', 'd']) {
      putOsv(at.mirror, 'npm', [osvRecord(`GHSA-${name}`)]);
      await build(at.dir, at.mirror);
    }
    expect(old.find('npm', 'left')[0]?.id).toBe('GHSA-a');
    expect(readdirSync(join(at.dir, 'generations'))).toHaveLength(2);
    old.close();
  });
  it('is not found by a name that climbs', async () => {
    const { at } = await built();
    using _ = at;
    putFile(at.dir, 'x/manifest.json', '{}');
    expect(() => openAdvisories(at.dir, { generation: '../x' })).toThrow(
      expect.objectContaining({ code: 'ADVISORIES_MISSING' }),
    );
  });
});

it('groups of names are the same in whatever order they are told', () => {
  const pairs = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 12 });
  fc.assert(
    fc.property(pairs, (told) => {
      const groupsOf = (list: typeof told) => {
        const groups = createAliasGroups();
        for (const [a, b] of list) groups.join(`V${a}`, [`V${b}`]);
        return Array.from({ length: 9 }, (_, id) => groups.of(`V${id}`));
      };
      const groups = groupsOf(told);
      expect(groupsOf(told.toReversed())).toEqual(groups);
      for (const [a, b] of told) expect(groups[a]).toEqual(groups[b]);
      for (const [id, group] of groups.entries()) expect(group).toContain(`V${id}`);
    }),
  );
});

it('what is packed comes back', () => {
  const version = fc.string({ minLength: 1, maxLength: 12 });
  const event = fc.oneof(
    fc.record({ introduced: version }),
    fc.record({ fixed: version }),
    fc.record({ lastAffected: version }),
    fc.record({ limit: version }),
  );
  const piece: fc.Arbitrary<Piece> = fc.record({
    ranges: fc.array(
      fc.record({
        type: fc.constantFrom('SEMVER' as const, 'ECOSYSTEM' as const),
        events: fc.array(event, { minLength: 1, maxLength: 4 }),
      }),
      { maxLength: 3 },
    ),
    versions: fc.array(version, { maxLength: 3 }),
    module: fc.option(fc.constantFrom('', 'nodejs:16'), { nil: undefined }),
    status: fc.option(fc.constantFrom('will-not-fix' as const, 'end-of-life' as const), { nil: undefined }),
    ratings: fc.array(
      fc.record({
        source: version,
        severity: fc.constantFrom('low' as const, 'high' as const),
        score: fc.option(fc.constantFrom(0, 9.8), { nil: undefined }),
        vector: fc.option(version, { nil: undefined }),
      }),
      { maxLength: 2 },
    ),
    notAffected: fc.boolean(),
  });
  fc.assert(
    fc.property(piece, (value) => {
      expect(unpackPiece(JSON.parse(packPiece(value)) as PackedPiece)).toEqual(value);
    }),
  );
});
