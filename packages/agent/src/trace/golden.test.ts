/** Every trace of the corpus through the whole agent: what must be found is found, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtTrace, fakeLink, foundIn, traceCases } from '@plimsoll/testkit';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { replayTrace } from './replay.ts';

const corpus = join(import.meta.dirname, '../../../../traces');

it.each(traceCases(corpus))('$name', async ({ trace, expected }) => {
  const link = fakeLink();
  let ids = 0;
  const result = await replayTrace({ path: trace, link, log: pino({ level: 'silent' }), newId: () => `id${++ids}` });

  await expect(foundIn(result.findings)).toMatchFileSnapshot(expected);
  expect(link.judgements.map(({ finding }) => finding.id).sort()).toEqual(result.findings.map(({ id }) => id).sort());
  expect(result.skippedBytes).toBe(0);
});

it('holds shop.trace as its builder makes it', () => {
  expect(readFileSync(join(corpus, 'shop.trace')).equals(builtTrace())).toBe(true);
});
