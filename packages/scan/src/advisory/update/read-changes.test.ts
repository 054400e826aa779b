import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScanError } from '../../errors.ts';
import { putFile, temporaryFolder } from '../mirror.fixture.ts';
import { readChanges } from './read-changes.ts';

async function read(text: string, had?: { seenAt: number; listed: number }) {
  using folder = temporaryFolder();
  putFile(folder.path, 'modified_id.csv', text);
  return await readChanges({ path: join(folder.path, 'modified_id.csv'), where: 'modified_id.csv' }, had);
}
const day = (number: number) => Date.UTC(2024, 0, number);

it('what came since, with an hour of overlap', async () => {
  const lines =
    '2024-01-03T00:00:00Z,C\n2024-01-02 00:00:00.5+00:00,B\r\n2024-01-01T23:30:00Z,A\n2024-01-01T00:00:00Z,0\n';
  expect(await read(lines, { seenAt: day(2), listed: 4 })).toEqual({
    newestAt: day(3),
    listed: 4,
    since: [
      { id: 'C', at: day(3) },
      { id: 'B', at: day(2) + 500 },
      { id: 'A', at: day(2) - 1_800_000 },
    ],
  });
});

it.each([
  ['a first reading', '2024-01-03T00:00:00Z,C\n', undefined],
  ['records without a time', '2024-01-03T00:00:00Z,C\n,D\n', { seenAt: day(2), listed: 1 }],
  ['the year 1', '0001-01-01T00:00:00Z,C\n', { seenAt: day(2), listed: 1 }],
  ['a shorter list', '2024-01-03T00:00:00Z,C\n', { seenAt: day(2), listed: 2 }],
  ['an older list', '2024-01-01T00:00:00Z,C\n', { seenAt: day(2), listed: 1 }],
  ['nothing', '', { seenAt: day(2), listed: 0 }],
])('%s needs the whole archive', async (_, text, had) => {
  expect((await read(text, had)).since).toBeUndefined();
});

it.each(['<!doctype html>', '2024-01-03T00:00:00Z', 'x,../../etc/passwd', 'x,a b', `x,${'a'.repeat(300)}`])(
  'refuses %s',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'FEED_INVALID' });
  },
);

it('throws nothing but its own error, whatever the text is', async () => {
  const line = fc
    .tuple(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      ),
      fc.string(),
    )
    .map((parts) => parts.join());
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
      const changes = await read(lines.join('\n'), { seenAt: day(1), listed: 0 }).catch((error: unknown) => error);
      if (changes instanceof Error) expect(changes).toBeInstanceOf(ScanError);
    }),
    { numRuns: 60 },
  );
});
