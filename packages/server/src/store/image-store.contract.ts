/** What every ImageStore must do. */
import type { EpochMs, ImageFinding, ScanReport, WorkloadId } from '@plimsoll/core';
import { digestOf, imageReport } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageStore, KeptScan } from './image-store.ts';

const os = { id: 'debian', version: '12', name: 'Debian 12' };
const severities = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'] as const;
const everything = { limit: 500, sort: 'risk', suppressed: 'no', hidden: 'no' } as const;
const all = { limit: 500, sort: 'name' } as const;

function report(
  tag: string,
  vulnerable: readonly { id: string; severity: (typeof severities)[number]; kev?: boolean }[],
  at = 1000,
) {
  const packages = vulnerable.map(({ id }) => ({
    type: 'deb' as const,
    name: `lib-${id}`,
    version: '1',
    source: `src-${id}`,
  }));
  return imageReport({
    ...{ repository: 'r.example/shop/web', tag, os, at, user: '1000', packages },
    vulnerable: vulnerable.map((one) => ({ ...one, package: `lib-${one.id}`, title: one.id })),
  });
}

function kept(of: ScanReport, more: Partial<KeptScan> = {}): KeptScan {
  return {
    report: of,
    stored: undefined,
    profile: undefined,
    aliases: [],
    name: undefined,
    layersKnown: 0,
    historyKept: 3,
    ...more,
  };
}

/** Urgent unless somebody answers for it or it is nothing much. */
function lyingOpen(how: 'malware' | 'secret' | 'suppressed' | 'weak'): ImageFinding {
  const grounds = { condition: '', observed: '', path: 'app/x', layer: undefined, command: undefined };
  const by = { by: 'exception', source: 'e', status: 'accepted', justification: '', owner: 'us', until: undefined };
  const head = {
    ...{ key: how, severity: how === 'weak' ? 'low' : 'critical', title: how, sentence: how, remedy: undefined },
    why: { source: how, ...grounds, origin: 'app', dataAt: undefined },
    suppressed: how === 'suppressed' ? by : undefined,
  };
  const own =
    how === 'malware'
      ? { kind: 'malware', engine: 'yara', rule: 'miner', file: undefined, package: undefined, deletedLater: false }
      : {
          kind: 'secret',
          rule: 'key',
          redacted: 'A…Z',
          line: 1,
          validated: 'key',
          deletedLater: false,
          fingerprint: 'f',
        };
  return { ...head, ...own } as ImageFinding;
}

async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const seen: T[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const { items, next } = await page(cursor);
    seen.push(...items);
    cursor = next ?? undefined;
    more = next !== null;
  }
  return seen;
}

export function imageStoreContract(name: string, open: () => Promise<ImageStore>): void {
  describe(`image store: ${name}`, () => {
    it('gives back the report it was given', async () => {
      const store = await open();
      const given = report('1', [{ id: 'CVE-1', severity: 'high' }]);
      const { image } = await store.keep(kept(given));
      const { findings, ...rest } = (await store.report(image ?? '')) as ScanReport;
      const { findings: before, ...sameRest } = JSON.parse(JSON.stringify(given));
      expect(JSON.parse(JSON.stringify(rest))).toEqual(sameRest);
      expect(JSON.parse(JSON.stringify(findings))).toEqual(before);
    });

    it('finds an image by each of its digests, and joins what turns out to be one', async () => {
      const store = await open();
      const engine = digestOf('engine');
      const met = await store.meet({ alias: engine, name: 'web:1', at: 1 as EpochMs });
      const given = report('1', []);
      await store.keep(kept(given));
      expect((await store.list(all)).total).toBe(2);
      const shop = 'docker/shop' as WorkloadId;
      await store.running([{ alias: engine, name: 'web:1', workloads: [shop], containers: 2 }]);
      const { image } = await store.keep(kept(given, { aliases: [engine] }));
      expect((await store.list(all)).total).toBe(1);
      expect(await store.summary(engine)).toMatchObject({ containers: 2, workloads: [shop] });
      for (const alias of [met, engine, given.image.digest ?? '']) expect(await store.idOf(alias)).toBe(image);
    });

    it('is found by every name it ever had, and by who runs it', async () => {
      const store = await open();
      const given = report('1.0-RC', []);
      await store.keep(kept(given));
      const moved = { ...given, image: { ...given.image, tag: '2', reference: 'r.example/shop/web:2' } };
      const { image } = await store.keep(kept(moved));
      const shop = 'docker/Shop' as WorkloadId;
      await store.running([{ alias: image ?? '', name: 'web:2', workloads: [shop], containers: 1 }]);
      for (const text of ['web:1.0-rc', 'web:2', 'docker/shop', 'DEBIAN'])
        expect((await store.list({ ...all, text })).items.map(({ id }) => id)).toEqual([image]);
      expect((await store.list({ ...all, text: 'web:3' })).total).toBe(0);
    });

    it('is found by what it holds, under any name of it and however that is spelt', async () => {
      const store = await open();
      const renamed = (tag: string, id: string, aliases: readonly string[]) => {
        const given = report(tag, [{ id, severity: 'high' }]);
        const findings = given.findings.map((one) => (one.kind === 'vulnerability' ? { ...one, aliases } : one));
        return store.keep(kept({ ...given, findings }));
      };
      // The same finding in five images: whichever of them knows the name, all hold what it names.
      const same: (string | null)[] = [];
      for (const [tag, aliases] of [
        ['1', ['DEBIAN-CVE-2024-1']],
        ['2', ['GHSA-xxvf-4Jq2-mmmm']],
        ['3', ['RHSA-2024:0001', 'X-GHSA-pppp-pppp-pppp']],
        ['4', []],
        ['5', ['GHSA-gggg-hhhh-jjjj']],
      ] as const)
        same.push((await renamed(tag, 'CVE-2024-1', aliases)).image);
      const other = (await renamed('6', 'CVE-2024-10', ['GHSA-qqqq-qqqq-qqqq'])).image;
      const held = async (holds: string) => {
        const { items, total } = await store.list({ ...all, holds });
        expect(total).toBe(items.length);
        return items.map(({ id }) => id).sort();
      };
      for (const holds of [
        ...['CVE-2024-1', 'cve-2024-1', 'Debian-CVE-2024-1', 'ghsa-gggg-hhhh-jjjj', 'GHSA-XXVF-4jq2-mmmm'],
        ...['rhsa-2024:0001', 'LIB-cve-2024-1', 'src_CVE.2024-1'],
      ])
        expect([holds, await held(holds)]).toEqual([holds, [...same].sort()]);
      for (const holds of ['cve-2024-10', 'GHSA-qqqq-qqqq-qqqq', 'lib-CVE-2024-10'])
        expect([holds, await held(holds)]).toEqual([holds, [other]]);
      // A part of a name is no name, and nothing in it has a meaning of its own.
      for (const holds of ['CVE-2024', 'GHSA-pppp-pppp-pppp', 'CVE-2024-%', 'cve-2024-1\ncve', ''])
        expect([holds, await held(holds)]).toEqual([holds, []]);
    });

    it('tells what is new and what is gone against the last scan of the same tag', async () => {
      const store = await open();
      await store.keep(
        kept(
          report('1', [
            { id: 'CVE-1', severity: 'high' },
            { id: 'CVE-2', severity: 'low' },
          ]),
        ),
      );
      const other = {
        ...report(
          '1',
          [
            { id: 'CVE-2', severity: 'low' },
            { id: 'CVE-3', severity: 'critical' },
          ],
          2000,
        ),
      };
      const moved = { ...other, image: { ...other.image, digest: digestOf('moved') } };
      const outcome = await store.keep(kept(moved));
      expect(outcome).toMatchObject({ added: 1, removed: 1, previous: report('1', []).image.digest });
      expect(outcome.worst.map(({ title }) => title)).toEqual(['CVE-3']);
      const { items } = await store.findings(outcome.image ?? '', everything);
      expect(items.map(({ finding, firstSeenAt }) => [finding.title, firstSeenAt])).toEqual([
        ['CVE-3', 2000],
        // It was there before, in the image that bore the tag then.
        ['CVE-2', 1000],
      ]);
      const tags = await store.list(all);
      expect(tags.items.map(({ id, current }) => [id, current])).toEqual(
        expect.arrayContaining([
          [outcome.image, true],
          [outcome.previous, false],
        ]),
      );
    });

    it('keeps so many lines of history, one for each change', async () => {
      const store = await open();
      let image = '';
      for (let at = 1; at <= 5; at++) {
        const of = report('1', [{ id: `CVE-${at}`, severity: 'low' }], at);
        for (const again of [of, of]) image = (await store.keep(kept(again))).image ?? '';
      }
      expect((await store.view(image)).history.map(({ scannedAt }) => scannedAt)).toEqual([5, 4, 3]);
    });

    it('follows pages to each finding exactly once, in every order, by risk as it says', async () => {
      const finding = fc.record({ severity: fc.constantFrom(...severities), kev: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(
          fc.array(finding, { maxLength: 90 }),
          fc.integer({ min: 1, max: 40 }),
          async (given, limit) => {
            const store = await open();
            const vulnerable = given.map((one, index) => ({ ...one, id: `CVE-${index}` }));
            const { image } = await store.keep(kept(report('1', vulnerable)));
            for (const sort of ['risk', 'severity', 'epss', 'package', 'newest'] as const) {
              const records = await allPages(async (cursor) => {
                const page = await store.findings(image ?? '', { ...everything, sort, limit, cursor });
                expect(page.total).toBe(given.length);
                return page;
              });
              const seen = records.map(({ finding: one }) => one.key);
              expect(seen.length).toBe(given.length);
              expect(new Set(seen).size).toBe(given.length);
            }
            const { items } = await store.findings(image ?? '', everything);
            const rank = ({ finding: one }: (typeof items)[number]) =>
              (one.kind === 'vulnerability' && one.kev !== undefined ? 10 : 0) + severities.indexOf(one.severity);
            for (const [index, item] of items.entries()) {
              const next = items[index + 1];
              if (next !== undefined) expect(rank(item)).toBeGreaterThanOrEqual(rank(next));
            }
          },
        ),
        { numRuns: 8 },
      );
    }, 60_000);

    it('puts malware and secrets that lie open before all else, and follows pages to each image exactly once', async () => {
      const lying = fc.record({
        lies: fc.constantFrom('malware', 'secret', 'suppressed', 'weak', undefined),
        vulnerable: fc.array(fc.record({ severity: fc.constantFrom(...severities), kev: fc.boolean() }), {
          maxLength: 2,
        }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(lying, { maxLength: 12 }), fc.integer({ min: 1, max: 7 }), async (given, limit) => {
          const store = await open();
          for (const [index, { lies, vulnerable }] of given.entries()) {
            const of = report(
              `${index}`,
              vulnerable.map((one, place) => ({ ...one, id: `CVE-${place}` })),
            );
            await store.keep(
              kept({ ...of, findings: [...of.findings, ...(lies === undefined ? [] : [lyingOpen(lies)])] }),
            );
          }
          for (const sort of ['risk', 'severity', 'kev', 'epss', 'newest', 'scanned', 'name', 'size'] as const) {
            const pages = await allPages((cursor) => store.list({ limit, sort, cursor }));
            expect(pages.length).toBe(given.length);
            expect(new Set(pages.map(({ id }) => id)).size).toBe(given.length);
          }
          const { items } = await store.list({ limit: 500, sort: 'risk' });
          const urgent = items.map(({ tag }) => ['malware', 'secret'].includes(given[Number(tag)]?.lies ?? ''));
          expect(urgent).toEqual(urgent.toSorted((a, b) => Number(b) - Number(a)));
        }),
        { numRuns: 8 },
      );
    }, 60_000);

    it('says which images a changed advisory concerns, by name and by source', async () => {
      const store = await open();
      const { image } = await store.keep(kept(report('1', [{ id: 'a_b', severity: 'low' }])));
      const generation = report('1', []).data?.generation ?? '';
      const concerned = async (ecosystem: string, of: string, exploited: readonly string[] = []) => {
        const all = await store.concerned({ generation, packages: [{ ecosystem, name: of }], exploited });
        return all.filter(({ packages }) => packages.length > 0).map(({ id }) => id);
      };
      expect(await concerned('Debian:12', 'lib-a_b')).toEqual([image]);
      expect(await concerned('Debian:12', 'src-a-b')).toEqual([image]);
      expect(await concerned('npm', 'lib-a_b')).toEqual([]);
      expect(await concerned('Debian:12', 'other')).toEqual([]);
      expect(await concerned('Debian:12', 'other', ['A_B'])).toEqual([image]);
      expect(await store.notOf([generation])).toEqual([]);
      expect(await store.notOf(['another'])).toEqual([image]);
    });

    it('is due once time alone changes what is said of it, and again when nothing came of it', async () => {
      const store = await open();
      const { image } = await store.keep(kept(report('1', []), { reviewAt: 5000 as EpochMs }));
      await store.keep(kept(report('2', [])));
      const due = (now: number) => store.due(now as EpochMs, 10);
      expect([await due(4999), await due(5000)]).toEqual([[], [image]]);
      await store.dueAgain([image ?? ''], 6000 as EpochMs);
      expect([await due(5999), await due(6000)]).toEqual([[], [image]]);
      await store.keep(kept(report('1', [], 6000), { again: true }));
      expect(await due(9000)).toEqual([]);
    });

    it('is as its last scan left it once nothing is done to it any more', async () => {
      const store = await open();
      const met = await store.meet({ alias: digestOf('engine'), name: 'web:1', at: 1 as EpochMs });
      const { image } = await store.keep(kept({ ...report('1', []), complete: false }));
      for (const [id, was] of [
        [met, 'unscanned'],
        [image ?? '', 'incomplete'],
      ] as const) {
        await store.state(id, 'scanning');
        await store.settle(id);
        expect((await store.summary(id))?.state).toBe(was);
      }
    });

    it('lets go of what does not run, the oldest first', async () => {
      const store = await open();
      const ids: string[] = [];
      for (const tag of ['1', '2', '3']) ids.push((await store.keep(kept(report(tag, [], Number(tag))))).image ?? '');
      const runs = { alias: ids[0] ?? '', name: 'web:1', workloads: ['w' as WorkloadId], containers: 1 };
      expect(await store.running([runs])).toEqual([ids[0]]);
      expect(await store.running([runs])).toEqual([]);
      expect(await store.trim(2)).toBe(1);
      expect((await store.list(all)).items.map(({ tag }) => tag).sort()).toEqual(['1', '3']);
      expect(await store.idOf(ids[1] ?? '')).toBeUndefined();
      expect(await store.running([])).toEqual([ids[0]]);
    });
  });
}
