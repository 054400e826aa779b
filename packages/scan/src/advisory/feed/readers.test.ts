/** Every reader over what it should read, over what it should refuse, and over noise. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import tar from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../../errors.ts';
import { decodeEnd, decodeEpss, decodeKev } from '../generation/facts.ts';
import { putFile, temporaryFolder } from '../mirror.fixture.ts';
import type { NormalRecord } from '../record/normal-record.ts';
import { createVectorReader } from '../record/severity.ts';
import type { Fact, FeedReader } from './feed.ts';
import { csafReader } from './read-csaf.ts';
import { readDebianTracker } from './read-debian-tracker.ts';
import { readEndOfLife } from './read-end-of-life.ts';
import { readEpss } from './read-epss.ts';
import { readKev } from './read-kev.ts';
import { osvReader } from './read-osv.ts';
import { secdbReader } from './read-secdb.ts';

async function run(read: FeedReader, content: string | Uint8Array) {
  using folder = temporaryFolder();
  const file = join(folder.path, 'feed');
  writeFileSync(file, content);
  return await runFile(read, file);
}

async function runFile(read: FeedReader, file: string) {
  const found = {
    records: [] as NormalRecord[],
    facts: [] as Fact[],
    invalid: [] as string[],
    dated: 0,
    leftOut: [] as string[],
  };
  await read({
    file,
    where: 'https://feeds.example/x',
    sink: {
      record: (record) => void found.records.push(record),
      fact: (fact) => void found.facts.push(fact),
      invalid: (name, why) => void found.invalid.push(`${name}: ${why}`),
      leftOut: (id) => void found.leftOut.push(id),
      dated: (at) => {
        found.dated = Math.max(found.dated, at);
      },
      breathe: () => undefined,
    },
  });
  return found;
}

const vectors = createVectorReader();
const secdb = secdbReader({ ecosystem: 'Alpine:v3.20', prefix: 'ALPINE-v3.20-' });
const readers: Readonly<Record<string, FeedReader>> = {
  kev: readKev,
  epss: readEpss,
  secdb,
  tracker: readDebianTracker,
  'end of life': readEndOfLife,
  osv: osvReader({ base: 'npm', vectors }),
  csaf: csafReader(vectors),
};

it('KEV', async () => {
  const vulnerabilities = [
    { cveID: 'CVE-2024-1234', dateAdded: '2024-02-01', knownRansomwareCampaignUse: 'Known' },
    { cveID: 'x' },
  ];
  const { facts, invalid } = await run(readKev, JSON.stringify({ vulnerabilities }));
  expect(decodeKev(facts[0]?.body)).toEqual({ addedAt: Date.UTC(2024, 1, 1), dueAt: undefined, ransomware: true });
  expect(invalid).toEqual(['entry 2: it has no CVE or no date']);
});

describe('EPSS', () => {
  const csv = (lines: string) =>
    gzipSync(`#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n${lines}`);
  it('in blocks, exactly', async () => {
    const { facts, dated, invalid } = await run(
      readEpss,
      csv('CVE-2024-2001,0.181260000,0.969460000\r\nCVE-2024-1999,1.0,0\nCVE-2024-2000,0.00043,0.1\nnoise\n'),
    );
    const block = facts.find(({ key }) => key === '2024/2')?.body;
    expect(decodeEpss(block, 2001)).toEqual({ probability: 0.18126, percentile: 0.96946 });
    expect(decodeEpss(block, 2000)).toEqual({ probability: 0.00043, percentile: 0.1 });
    expect(decodeEpss(block, 2002)).toBeUndefined();
    expect([dated, invalid.length]).toEqual([Date.UTC(2026, 7, 16), 1]);
  });
  it('refuses what has not its head, and a file cut off', async () => {
    await expect(run(readEpss, gzipSync('a,b\n'))).rejects.toThrow(/no line `cve,epss,percentile`/);
    await expect(run(readEpss, csv('CVE-2024-2001,0.1,0.1\n').subarray(0, 60))).rejects.toThrow(ScanError);
  });
});

describe('secdb', () => {
  const read = (secfixes: unknown) => run(secdb, JSON.stringify({ packages: [{ pkg: { name: 'curl', secfixes } }] }));
  it('fixes, several names, and "0" for not affected', async () => {
    const { records } = await read({ '8.0-r0': ['CVE-2023-0001 XSA-1'], '0': ['CVE-2023-0002'] });
    expect(
      records.map(({ head, affected }) => [
        head.id,
        head.upstream,
        affected[0]?.notAffected,
        affected[0]?.ranges[0]?.events[1],
      ]),
    ).toEqual([
      ['ALPINE-v3.20-CVE-2023-0002', ['CVE-2023-0002'], true, undefined],
      ['ALPINE-v3.20-CVE-2023-0001', ['CVE-2023-0001'], false, { fixed: '8.0-r0' }],
      ['ALPINE-v3.20-XSA-1', [], false, { fixed: '8.0-r0' }],
    ]);
  });
  it('fixed twice: below either', async () => {
    const { records } = await read({ '8.0-r0': ['CVE-2023-0001'], '7.0-r1': ['CVE-2023-0001'] });
    expect(records[0]?.affected[0]?.ranges).toHaveLength(2);
  });
  it('a package without fixes is told or ignored', async () => {
    expect((await read(null)).invalid).toEqual([]);
    expect((await read(7)).invalid).toEqual(['package 1: it has no fixes']);
  });
});

it("Debian's tracker: every state", async () => {
  const states = {
    'CVE-2024-0001': { status: 'open', urgency: 'unimportant' },
    'CVE-2024-0002': { status: 'open', urgency: 'not yet assigned', nodsa: 'Minor issue', nodsa_reason: '' },
    'CVE-2024-0003': { status: 'open', urgency: 'low', nodsa: 'x', nodsa_reason: 'ignored' },
    'CVE-2024-0004': { status: 'open', urgency: 'medium', nodsa: 'x', nodsa_reason: 'postponed' },
    'CVE-2024-0005': { status: 'undetermined', urgency: 'high' },
    'CVE-2024-0006': { status: 'open', urgency: 'end-of-life' },
    'CVE-2024-0007': { status: 'resolved', urgency: 'low', fixed_version: '0' },
    'CVE-2024-0008': { status: 'resolved', urgency: 'high**', fixed_version: '1.2-3' },
    'CVE-2024-0009': { status: 'open', urgency: 'low', fixed_version: '9.9-1' },
  };
  const issues = Object.fromEntries(
    Object.entries(states).map(([cve, state]) => [
      cve,
      { description: `About ${cve}`, releases: { bookworm: state, sid: state } },
    ]),
  );
  const { records } = await run(readDebianTracker, JSON.stringify({ openssl: issues, bad: 7 }));
  const read = records.map(({ head, affected: [only] }) => [
    head.upstream[0]?.slice(-1),
    only?.ecosystem,
    only?.status,
    only?.ratings[0]?.severity,
    only?.notAffected,
    only?.ranges[0]?.events.length,
  ]);
  expect(read).toEqual([
    ['1', 'Debian:12', 'not-fixed', 'negligible', false, 1],
    ['2', 'Debian:12', 'will-not-fix', undefined, false, 1],
    ['3', 'Debian:12', 'will-not-fix', 'low', false, 1],
    ['4', 'Debian:12', 'fix-deferred', 'medium', false, 1],
    ['5', 'Debian:12', 'under-investigation', 'high', false, 1],
    ['6', 'Debian:12', 'end-of-life', undefined, false, 1],
    ['7', 'Debian:12', undefined, 'low', true, undefined],
    ['8', 'Debian:12', undefined, 'high', false, 2],
    ['9', 'Debian:12', 'not-fixed', 'low', false, 1],
  ]);
});

it('ends of support', async () => {
  const result = [
    {
      name: 'debian',
      releases: [
        { name: '12', eolFrom: '2026-06-10', eoesFrom: '2028-06-30' },
        { name: '13', eolFrom: null },
      ],
    },
  ];
  const { facts } = await run(readEndOfLife, JSON.stringify({ result }));
  expect(facts.map(({ key }) => key)).toEqual(['debian/12']);
  expect(decodeEnd(facts[0]?.body)).toEqual({
    endOfLifeAt: Date.UTC(2026, 5, 10),
    extendedSupportUntil: Date.UTC(2028, 5, 30),
  });
});

describe("Red Hat's VEX", () => {
  const vex = {
    document: {
      title: 'openssl',
      aggregate_severity: { text: 'Moderate' },
      tracking: { initial_release_date: '2024-01-01T00:00:00Z', current_release_date: '2024-02-01T00:00:00Z' },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          branches: [
            {
              category: 'product_name',
              product: {
                product_id: 'rhel9',
                product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9' },
              },
            },
            {
              category: 'product_name',
              product: {
                product_id: 'rhel6',
                product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:6' },
              },
            },
            {
              category: 'product_version',
              product: {
                product_id: 'openssl',
                product_identification_helper: { purl: 'pkg:rpm/redhat/openssl?arch=src' },
              },
            },
            {
              category: 'product_version',
              product: {
                product_id: 'compat',
                product_identification_helper: { purl: 'pkg:rpm/redhat/compat-openssl11?arch=src' },
              },
            },
          ],
        },
      ],
      relationships: [
        ['rhel9', 'openssl'],
        ['rhel9', 'compat'],
        ['rhel6', 'openssl'],
      ].map(([product, component]) => ({
        category: 'default_component_of',
        product_reference: component,
        relates_to_product_reference: product,
        full_product_name: { product_id: `${product}:${component}` },
      })),
    },
    vulnerabilities: [
      {
        cve: 'CVE-2024-5678',
        title: 'openssl: a flaw',
        product_status: {
          known_affected: ['rhel9:openssl', 'rhel6:openssl'],
          under_investigation: ['rhel9:compat'],
          known_not_affected: ['rhel9:none'],
        },
        remediations: [
          { category: 'none_available', details: 'Fix deferred', product_ids: ['rhel9:openssl'] },
          { category: 'no_fix_planned', details: 'Out of support scope', product_ids: ['rhel6:openssl'] },
        ],
        scores: [{ cvss_v3: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L' } }],
      },
    ],
  };
  const expected = [
    ['Red Hat:enterprise_linux:9', 'openssl', 'fix-deferred'],
    ['Red Hat:enterprise_linux:6', 'openssl', 'end-of-life'],
    ['Red Hat:enterprise_linux:9', 'compat-openssl11', 'under-investigation'],
  ];
  const shown = (records: readonly NormalRecord[]) =>
    records.flatMap(({ affected }) =>
      affected.map(({ ecosystem, package: name, status }) => [ecosystem, name, status]),
    );

  it('from its archive', async () => {
    const pack = tar.pack();
    pack.entry({ name: '2024/cve-2024-5678.json' }, JSON.stringify(vex));
    pack.entry({ name: '2024/broken.json' }, '{');
    pack.finalize();
    const { records, invalid } = await run(
      csafReader(vectors),
      zstdCompressSync(Buffer.concat(await Array.fromAsync(pack as AsyncIterable<Buffer>))),
    );
    expect(shown(records)).toEqual(expected);
    expect(records[0]?.head).toMatchObject({
      id: 'REDHAT-CVE-2024-5678',
      upstream: ['CVE-2024-5678'],
      ratings: [{ source: 'red-hat', severity: 'medium', score: 5.3 }],
    });
    expect(invalid).toEqual(['2024/broken.json: it is no JSON']);
  });
  it('from a folder of single files', async () => {
    using folder = temporaryFolder();
    putFile(folder.path, 'cve-2024-5678.json', JSON.stringify(vex));
    const { records } = await runFile(csafReader(vectors), folder.path);
    expect(shown(records)).toEqual(expected);
  });
});

describe('whatever comes', () => {
  const page = '<!doctype html><html><body>Sign in</body></html>';
  it.each(Object.keys(readers))('%s refuses a web page', async (name) => {
    await expect(run(readers[name] as FeedReader, page)).rejects.toThrow(ScanError);
  });
  it.each(Object.keys(readers))('%s throws nothing but its own error', async (name) => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.jsonValue({ maxDepth: 4 }).map((json) => Buffer.from(JSON.stringify(json))),
      fc
        .record({
          packages: fc.jsonValue(),
          vulnerabilities: fc.jsonValue(),
          result: fc.jsonValue(),
          openssl: fc.jsonValue(),
        })
        .map((json) => Buffer.from(JSON.stringify(json))),
      fc.string({ maxLength: 200 }).map((text) => gzipSync(`cve,epss,percentile\n${text}`)),
    );
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        await run(readers[name] as FeedReader, bytes).catch((error: unknown) =>
          expect(error).toBeInstanceOf(ScanError),
        );
      }),
      { numRuns: 80 },
    );
  });
});
