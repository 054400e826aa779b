/** What every FindingStore must do. */
import type { FindingQuery } from '@plimsoll/api';
import { FindingQuery as FindingQuerySchema } from '@plimsoll/api';
import type { EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import { containerRef, eventBuilder, findingOf } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingStore } from './finding-store.ts';

const web = 'docker/web' as WorkloadId;
const query = (given: Partial<FindingQuery> = {}) => FindingQuerySchema.parse(given);

export function findingStoreContract(name: string, open: () => Promise<FindingStore>): void {
  describe(`finding store: ${name}`, () => {
    it('gives back what it was given', async () => {
      const store = await open();
      const finding = findingOf({ id: 'a' });
      await store.put(finding);

      expect(await store.get(finding.id)).toEqual(JSON.parse(JSON.stringify(finding)));
      expect((await store.live(web, 'f'))?.id).toBe('a');
      await store.put({ ...finding, state: 'resolved' });
      expect(await store.live(web, 'f')).toBeUndefined();
    });

    it('finds it by the id of any occurrence', async () => {
      const store = await open();
      await store.put(findingOf({ id: 'a' }));
      const again = { id: 'b' as RecordId, finding: 'a' as RecordId, at: 1 as EpochMs };

      expect(await store.occurred(again, 10)).toBe(true);
      expect(await store.occurred(again, 10)).toBe(false);
      expect((await store.get('b' as RecordId))?.id).toBe('a');
    });

    it('shows every finding exactly once, whatever the order and the size of a page', async () => {
      const given = fc.array(
        fc.record({
          at: fc.integer({ min: 0, max: 5 }),
          count: fc.integer({ min: 1, max: 3 }),
          severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
        }),
        { maxLength: 40 },
      );
      const sort = fc.constantFrom('newest', 'oldest', 'severity', 'count');
      await fc.assert(
        fc.asyncProperty(given, sort, fc.integer({ min: 1, max: 17 }), async (findings, order, limit) => {
          const store = await open();
          for (const [i, one] of findings.entries()) {
            await store.put(
              findingOf({ id: `f${i}`, fingerprint: `p${i}`, ...one } as Parameters<typeof findingOf>[0]),
            );
          }
          const seen: string[] = [];
          for (let cursor: string | undefined; ; ) {
            const page = await store.list(query({ sort: order, limit, cursor } as Partial<FindingQuery>));
            expect(page.total).toBe(findings.length);
            seen.push(...page.items.map(({ id }) => id));
            if (page.next === null) break;
            cursor = page.next;
          }
          expect(seen).toHaveLength(findings.length);
          expect(new Set(seen).size).toBe(findings.length);
        }),
        { numRuns: 25 },
      );
    });

    it('counts facets without their own filter, and the histogram with every filter', async () => {
      const store = await open();
      for (const [i, severity] of (['low', 'high', 'high', 'critical'] as const).entries()) {
        await store.put(findingOf({ id: `f${i}`, fingerprint: `p${i}`, severity, at: 1000 + i * 60_000 }));
      }
      const page = await store.list(query({ severity: 'high' }));

      expect(page.total).toBe(2);
      expect(page.facets.severity).toEqual([
        { value: 'high', count: 2 },
        { value: 'critical', count: 1 },
        { value: 'low', count: 1 },
      ]);
      expect(page.facets.state).toEqual([{ value: 'open', count: 2 }]);
      expect(page.histogram.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    });

    it('leaves out what is not wanted, on every page, in counts and in the histogram', async () => {
      const store = await open();
      const given = [
        ['docker/web', 'exec-chain', 'T1059.004'],
        ['docker/web', 'syscall-novelty', undefined],
        ['docker/api', 'exec-chain', 'T1105'],
        ['docker/db', 'syscall-novelty', undefined],
      ] as const;
      for (const [i, [workload, detector, id]] of given.entries()) {
        const technique = id && { tactic: 'execution', id, name: id };
        await store.put({ ...findingOf({ id: `f${i}`, fingerprint: `p${i}`, workload, at: i }), detector, technique });
      }
      const idsOf = async (asked: Partial<FindingQuery>) => {
        const ids: string[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = await store.list(query({ ...asked, sort: 'oldest', limit: 1, cursor } as Partial<FindingQuery>));
          ids.push(...page.items.map((finding) => finding.id));
          if (page.next === null) {
            expect(page.total).toBe(ids.length);
            expect(page.histogram.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length);
            return ids;
          }
          cursor = page.next;
        }
      };

      expect(await idsOf({ notWorkload: web })).toEqual(['f2', 'f3']);
      expect(await idsOf({ notWorkload: [web, 'docker/db' as WorkloadId] })).toEqual(['f2']);
      expect(await idsOf({ notDetector: 'exec-chain' })).toEqual(['f1', 'f3']);
      expect(await idsOf({ notTechnique: 'T1105' })).toEqual(['f0', 'f1', 'f3']);
      expect(await idsOf({ workload: web, notTechnique: ['T1059.004', 'T1105'] })).toEqual(['f1']);
      const { facets } = await store.list(query({ notDetector: 'exec-chain' }));
      expect(facets.detector).toHaveLength(2);
      expect(facets.workload).toEqual([
        { value: 'docker/web', count: 1 },
        { value: 'docker/db', count: 1 },
      ]);
    });

    it('finds by verdict, and counts verdicts', async () => {
      const store = await open();
      for (const [i, verdict] of (['confirmed', 'harmless', undefined] as const).entries()) {
        await store.put({ ...findingOf({ id: `f${i}`, fingerprint: `p${i}` }), state: 'resolved', verdict });
      }
      const page = await store.list(query({ verdict: 'confirmed' }));

      expect(page.items.map(({ id, verdict }) => [id, verdict])).toEqual([['f0', 'confirmed']]);
      expect(page.facets.verdict).toHaveLength(2);
    });

    it('takes text as it is, with signs that mean something to SQL', async () => {
      const store = await open();
      await store.put(findingOf({ id: 'a', title: '100 % of "it\'s" _odd_' }));

      for (const text of ['100 %', '"IT\'S"', '_odd_']) expect((await store.list(query({ text }))).total).toBe(1);
      for (const text of ['100%', 'odd*', '\\']) expect((await store.list(query({ text }))).total).toBe(0);
    });

    it('refuses a cursor of another order', async () => {
      const store = await open();
      for (const id of ['a', 'b']) await store.put(findingOf({ id, fingerprint: id }));
      const { next } = await store.list(query({ limit: 1 }));

      await expect(store.list(query({ cursor: next ?? '', sort: 'count' }))).rejects.toThrow(/does not belong/);
    });

    it('keeps the first and the newest events behind a finding', async () => {
      const store = await open();
      const finding = findingOf({ id: 'a' });
      await store.put(finding);
      let count = 0;
      const build = eventBuilder({
        workload: web,
        container: containerRef({ name: 'web-1', image: 'web:1', startedAt: 0 }),
        newId: () => `e${String(++count).padStart(3, '0')}` as RecordId,
      });
      const events = Array.from({ length: 20 }, (_, i) =>
        build.exec({ at: i, executable: '/bin/sh', parent: '/nginx' }),
      );
      let dropped = 0;
      for (const event of events) dropped += await store.addEvidence(finding.id, [event], { events: 6, bytes: 1e6 });

      const kept = await store.evidence(finding.id);
      expect(kept).toHaveLength(6);
      expect(dropped).toBe(14);
      expect(kept[0]).toEqual(events[0]);
      expect(kept.at(-1)).toEqual(events.at(-1));
    });

    it('lets the fullest workload pay, resolved findings first', async () => {
      const store = await open();
      for (let i = 0; i < 20; i++) await store.put(findingOf({ id: `w${i}`, fingerprint: `w${i}`, at: i }));
      await store.put({ ...findingOf({ id: 'w20', fingerprint: 'w20', at: 99 }), state: 'resolved' });
      await store.put(findingOf({ id: 'other', workload: 'docker/api', at: 0 }));

      expect(await store.trim(12)).toBe(10);
      expect(await store.get('other' as RecordId)).toBeDefined();
      expect(await store.get('w20' as RecordId)).toBeUndefined();
      expect(await store.get('w19' as RecordId)).toBeDefined();
      expect(await store.get('w0' as RecordId)).toBeUndefined();
    });

    it('keeps one exception for each fingerprint of a workload', async () => {
      const store = await open();
      const exception = {
        id: 'x' as RecordId,
        at: 1 as EpochMs,
        workload: web,
        fingerprint: 'f',
        owner: 'me',
        reason: 'because',
        finding: 'a' as RecordId,
      };
      await store.addException(exception);
      await store.addException({ ...exception, reason: 'still' });

      expect((await store.exception(web, 'f'))?.reason).toBe('still');
      expect(await store.endException(web, 'f')).toBe(true);
      expect(await store.endException(web, 'f')).toBe(false);
    });
  });
}
