import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs, RecordId } from '@plimsoll/core';
import { findingOf } from '@plimsoll/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultServerSettings } from '../settings.ts';
import { openStore } from '../store/open.ts';
import { takeIn } from './intake.ts';

const { keep } = defaultServerSettings;

it('counts each occurrence once, however often and in whatever order it is sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-intake-'));
  const store = openStore({ file: join(folder, 'plimsoll.db') });
  let run = 0;
  const occurrences = fc.array(
    fc.record({ n: fc.nat(12), fingerprint: fc.constantFrom('x', 'y', 'z'), count: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(occurrences, async (sent) => {
      const workload = `docker/run-${++run}`;
      const expected = new Map<string, number>();
      const seen = new Set<string>();
      for (const [i, { n, fingerprint, count }] of sent.entries()) {
        const id = `${run}-${n}-${fingerprint}`;
        const finding = findingOf({ id, workload, fingerprint, count, at: 1000 + i });
        const { outcome } = await store.atomically((stores) => takeIn(stores, { finding, evidence: [], keep }));
        expect(outcome === 'repeated').toBe(seen.has(id));
        if (!seen.has(id)) expected.set(fingerprint, (expected.get(fingerprint) ?? 0) + count);
        seen.add(id);
      }
      for (const [fingerprint, count] of expected) {
        const live = await store.findings.live(findingOf({ id: 'x', workload }).workload, fingerprint);
        expect(live?.count).toBe(count);
      }
    }),
    { numRuns: 30 },
  );
  await store.close();
  rmSync(folder, { recursive: true });
});

it('keeps one finding for an exception whose finding was let go of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-intake-'));
  const store = openStore({ file: join(folder, 'plimsoll.db') });
  const { workload, fingerprint } = findingOf({ id: 'x' });
  const gone = {
    id: 'exception' as RecordId,
    at: 1 as EpochMs,
    owner: 'me',
    reason: 'known',
    finding: 'gone' as RecordId,
  };
  await store.findings.addException({ ...gone, workload, fingerprint });
  for (const id of ['a', 'b', 'c']) await takeIn(store, { finding: findingOf({ id }), evidence: [], keep });

  expect(await store.findings.get('c' as RecordId)).toMatchObject({ id: 'a', state: 'expected', count: 3 });
  await store.close();
  rmSync(folder, { recursive: true });
});
