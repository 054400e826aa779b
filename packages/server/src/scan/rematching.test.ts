import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs, ImageFinding, Package, ScanReport } from '@plimsoll/core';
import { type Advisory, type AdvisoryDatabase, matchPackages, type VexDocument } from '@plimsoll/scan';
import { fakeClock, imageReport } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCommitQueue } from '../ingest/commit-queue.ts';
import { openStore } from '../store/open.ts';
import type { StoredException } from '../store/scan-settings-store.ts';
import { createRematching } from './rematching.ts';
import { suppressing } from './worker/documents.ts';
import { rematchAll } from './worker/rematch-all.ts';
import type { ScanWorker, WorkerCalls } from './worker.ts';

const start = 1_700_000_000_000;
const names = { deb: ['libssl3', 'zlib1g', 'python3-yaml'], npm: ['lodash', 'left'], pypi: ['pyyaml'] } as const;
const ecosystems = { deb: 'Debian:12', npm: 'npm', pypi: 'PyPI' } as const;
const everyName = (Object.keys(names) as (keyof typeof names)[]).flatMap((type) =>
  names[type].map((name) => ({ type, name })),
);

const record = fc.record({
  about: fc.constantFrom(...everyName),
  number: fc.integer({ min: 1, max: 6 }),
  fixed: fc.constantFrom(undefined, '2.0.0', '3.0.0'),
  severity: fc.constantFrom('low', 'high', 'critical'),
  malicious: fc.boolean(),
  summary: fc.constantFrom('a', 'b'),
});
type Record = typeof record extends fc.Arbitrary<infer T> ? T : never;

interface Given {
  readonly records: readonly Record[];
  readonly exploited: readonly number[];
}

/** Each a little different from the one before, so that most of it stays as it is. */
const generations = fc
  .record({
    first: fc.array(record, { minLength: 4, maxLength: 14 }),
    steps: fc.array(
      fc.record({
        comes: fc.array(record, { maxLength: 2 }),
        goes: fc.array(fc.nat(13), { maxLength: 1 }),
        exploited: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 1 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ first, steps }) => {
    const all: Given[] = [{ records: distinct(first), exploited: [1] }];
    for (const { comes, goes, exploited } of steps) {
      const { records, exploited: before } = all.at(-1) as Given;
      const toggled = new Set(before);
      for (const number of exploited) if (!toggled.delete(number)) toggled.add(number);
      const stay = records.filter((_, index) => !goes.includes(index));
      all.push({ records: distinct([...stay, ...comes]), exploited: [...toggled] });
    }
    return all;
  });

function distinct(records: readonly Record[]): readonly Record[] {
  return [...new Map(records.map((one) => [`${one.about.name} ${one.number}`, one])).values()];
}

const held = fc.uniqueArray(
  fc.record({
    of: fc.constantFrom(...everyName),
    version: fc.constantFrom('1.0.0', '2.0.0', '2.5.0'),
    owned: fc.boolean(),
  }),
  { maxLength: 6, selector: ({ of }) => of.name },
);
type Held = typeof held extends fc.Arbitrary<infer T> ? T : never;

describe('an update of advisories', () => {
  it('leaves images as judging each of them whole would, however often and in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(held, { minLength: 1, maxLength: 3 }),
        generations,
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
        fc.integer({ min: 1, max: 6 }),
        async (images, given, excepted, vexed) => {
          await using both = await places();
          const exceptions = excepted.map(exceptionFor);
          const vex = [vexFor(vexed)];
          const reports = images.map((packages, index) => bareReport(packages, index));
          const clock = fakeClock(start);
          const judge = (at: number, bare: ScanReport) =>
            judged(bare, { given: given[at] as Given, at, exceptions, vex, now: clock.now() });
          const keptOf = (report: ScanReport, again: boolean) => ({
            ...{ report, vex, again, stored: undefined, profile: undefined, aliases: [], name: undefined },
            ...{ layersKnown: 0, historyKept: 10 },
          });
          for (const store of [both.whole, both.quick])
            for (const bare of reports) await store.images.keep(keptOf(judge(0, bare), false));

          let at = 0;
          const changed: string[] = [];
          const rematching = createRematching({
            store: both.quick,
            commits: createCommitQueue(both.quick),
            worker: workerAt(() => ({ given: given[at] as Given, at, now: clock.now() })),
            clock,
            historyKept: 10,
            documents: async () => ({ exceptions, policies: [] }),
            tell: () => {},
            changed: async (image) => void changed.push(image),
          });
          for (at = 1; at < given.length; at++) {
            clock.advance(1000);
            const [from, to] = [given[at - 1] as Given, given[at] as Given];
            const data = dataOf(at, clock.now());
            const delta = {
              from: `g-${at - 1}`,
              to: `g-${at}`,
              packages: differing(from, to),
              exploited: newly(from, to),
              noLongerExploited: newly(to, from),
            };
            changed.length = 0;
            await rematching.updated({ data, delta });
            const brought = await rematching.bring({ signal: new AbortController().signal, onProgress: () => {} });
            expect(await rematching.left(await both.quick.images.ids())).toEqual([]);
            const outcomes = new Map(brought.changed.map((one) => [one.image, one]));
            expect(changed).toEqual([...outcomes.keys()]);
            for (const bare of reports) {
              const outcome = await both.whole.images.keep(keptOf(judge(at, bare), true));
              const quick = outcomes.get(outcome.image);
              expect([quick?.added ?? 0, quick?.removed ?? 0]).toEqual([outcome.added, outcome.removed]);
              if (quick !== undefined) {
                expect(quick.counts).toEqual(outcome.counts);
                expect(quick.complete).toBe(outcome.complete);
                expect(quick.worst.map(({ key }) => key)).toEqual(outcome.worst.map(({ key }) => key));
              }
            }
            expect(await tellOf(both.quick)).toEqual(await tellOf(both.whole));
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});

async function places() {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rematch-'));
  const [whole, quick] = ['whole', 'quick'].map((name) => openStore({ file: join(folder, `${name}.db`) }));
  if (whole === undefined || quick === undefined) throw new Error('two were opened');
  return {
    whole,
    quick,
    async [Symbol.asyncDispose]() {
      await whole.close();
      await quick.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Everything people see of images, but what only tells when it was looked at. */
async function tellOf({ images }: Awaited<ReturnType<typeof places>>['whole']) {
  const { items } = await images.list({ limit: 100, sort: 'name' });
  const told = [];
  for (const { scannedAt: _scannedAt, ...summary } of items) {
    const found = await images.findings(summary.id, { limit: 500, sort: 'severity', suppressed: 'all', hidden: 'all' });
    const report = await images.report(summary.id);
    const view = await images.view(summary.id);
    const packages = await images.packages(summary.id, { limit: 500, sort: 'name' });
    told.push({
      summary,
      data: report?.data,
      findings: Object.fromEntries(
        found.items.map(({ finding, firstSeenAt }) => [
          finding.key,
          { ...timeless(finding as ImageFinding), firstSeenAt },
        ]),
      ),
      whole: report?.findings.map(timeless).sort((a, b) => (a.key < b.key ? -1 : 1)),
      facets: found.facets,
      packages: packages.items,
      layers: view.layers,
      history: view.history.map(({ counts, added, removed, complete }) => ({ counts, added, removed, complete })),
      suppressed: [...(await images.suppressedBy(['e-1', 'e-2', 'e-3', 'e-4', 'e-5', 'e-6', 'vex']))],
    });
  }
  return told;
}

function timeless(finding: ImageFinding): ImageFinding {
  return { ...finding, why: { ...finding.why, dataAt: undefined } };
}

function bareReport(packages: Held, index: number): ScanReport {
  const inputs = packages.map(({ of, version }) => ({ ...of, version }));
  const report = imageReport({
    // Two of three are of one repository.
    ...{ repository: `r.example/shop/${index === 2 ? 'other' : 'web'}`, tag: `${index}`, at: start, vulnerable: [] },
    ...{ os: { id: 'debian', version: '12', name: 'Debian 12' }, packages: inputs },
  });
  const owner = report.packages.find(({ name }) => name === 'python3-yaml')?.id;
  const owned = (one: Package) =>
    packages.some(({ of, owned: is }) => is && of.name === one.name && of.type === 'pypi');
  return { ...report, packages: report.packages.map((one) => (owned(one) ? { ...one, ownedBy: owner } : one)) };
}

interface Judging {
  readonly given: Given;
  readonly at: number;
  readonly exceptions: readonly StoredException[];
  readonly vex: readonly VexDocument[];
  readonly now: EpochMs;
}

function judged(bare: ScanReport, { given, at, exceptions, vex, now }: Judging): ScanReport {
  const database = databaseOf({ given, at, now });
  const { image, packages } = bare;
  const { findings } = matchPackages({ image, contents: { os: image.os, packages }, database, now });
  const subject = { image, packages, now };
  const all = suppressing(vex, exceptions)([...findings, ...bare.findings], subject);
  return { ...bare, scannedAt: now, data: database.data, findings: all };
}

function workerAt(current: () => { given: Given; at: number; now: EpochMs }): ScanWorker {
  return {
    async call<K extends keyof WorkerCalls>(op: K, work: WorkerCalls[K]['work']) {
      if (op !== 'rematch') throw new Error(`nobody asks to ${op}`);
      const nothing = { about: async () => ({ documents: [], notes: [] }) };
      const database = () => databaseOf(current());
      // Over the pipe it comes as JSON.
      const sent = JSON.parse(JSON.stringify(work)) as WorkerCalls['rematch']['work'];
      const found = await rematchAll(sent, { database, folder: nothing, now: () => current().now });
      return JSON.parse(JSON.stringify(found)) as WorkerCalls[K]['result'];
    },
    close: async () => {},
  };
}

function databaseOf({ given, at, now }: { given: Given; at: number; now: EpochMs }): AdvisoryDatabase {
  const advisories = given.records.map(advisoryOf);
  return {
    data: dataOf(at, now),
    find: (ecosystem, name) => advisories.filter((one) => one.ecosystem === ecosystem && one.package === name),
    covers: (ecosystem) => Object.values(ecosystems).includes(ecosystem as 'npm'),
    kev: (cve) =>
      given.exploited.some((number) => cveOf(number) === cve)
        ? { addedAt: 5 as EpochMs, dueAt: undefined, ransomware: false }
        : undefined,
    epss: () => undefined,
    endOfLife: () => undefined,
    detail: () => undefined,
    close: () => {},
  };
}

function advisoryOf({ about, number, fixed, severity, malicious, summary }: Record): Advisory {
  return {
    ...{ id: `REC-${about.name}-${number}`, aliases: [cveOf(number)], upstream: [], feed: 'osv/x', versions: [] },
    ...{ ecosystem: ecosystems[about.type], package: about.name, module: undefined, status: undefined, summary },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] }],
    malicious: malicious && about.type === 'npm',
    ratings: [{ source: 'debian', severity, score: undefined, vector: undefined }],
    ...{ publishedAt: 1, modifiedAt: 1 },
  };
}

function cveOf(number: number): string {
  return `CVE-2024-000${number}`;
}

function dataOf(at: number, now: EpochMs) {
  return { generation: `g-${at}`, builtAt: now, newestAt: (start + at) as EpochMs, feeds: [] };
}

function differing(from: Given, to: Given) {
  const textOf = ({ records }: Given, name: string) =>
    JSON.stringify(records.filter(({ about }) => about.name === name).toSorted((a, b) => a.number - b.number));
  return everyName
    .filter(({ name }) => textOf(from, name) !== textOf(to, name))
    .map(({ type, name }) => ({ ecosystem: ecosystems[type], name }));
}

function newly(from: Given, to: Given): readonly string[] {
  return to.exploited.filter((number) => !from.exploited.includes(number)).map(cveOf);
}

function exceptionFor(number: number): StoredException {
  return {
    id: `e-${number}` as never,
    scope: { ids: [cveOf(number)], packages: [], repositories: ['r.example/shop/web'], paths: [] },
    ...{ reason: 'accepted', owner: 'Ada', createdAt: 1 as EpochMs, createdBy: 'Ada', expiresAt: null },
    ...{ status: 'accepted', state: 'active', revokedAt: null, revokedBy: null },
  };
}

function vexFor(number: number): VexDocument {
  return {
    ...{ id: 'vex', name: 'vex', format: 'openvex', author: 'Bob', trust: 'given', notes: [] },
    statements: [
      {
        vulnerability: [cveOf(number)],
        products: [{ identifiers: [{ kind: 'purl', purl: 'pkg:npm/lodash' }], subcomponents: [] }],
        ...{ status: 'not_affected', justification: 'vulnerable_code_not_present', at: undefined },
      },
    ],
  };
}
