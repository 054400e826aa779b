/** The built trace through the whole agent: what must be found is found, in these words, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtTrace, fakeLink, foundIn } from '@plimsoll/testkit';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { replayTrace } from './replay.ts';

const trace = join(import.meta.dirname, '../../../../traces/shop.trace');

it('tells what the built trace holds', async () => {
  const link = fakeLink();
  let ids = 0;
  const result = await replayTrace({ path: trace, link, log: pino({ level: 'silent' }), newId: () => `id${++ids}` });

  await expect(foundIn(result.findings)).toMatchFileSnapshot('__snapshots__/shop.found.json');
  expect(link.judgements.map(({ finding }) => finding.id).sort()).toEqual(result.findings.map(({ id }) => id).sort());
  expect(result.skippedBytes).toBe(0);
});

it('holds shop.trace as its builder makes it', () => {
  expect(readFileSync(trace).equals(builtTrace())).toBe(true);
});
