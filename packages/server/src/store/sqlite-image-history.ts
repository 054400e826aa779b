/** Lines of an image's history: one for each change, the newest few kept. */
import type { ImageView, ScanOutcome } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { oneOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

type HistoryLine = ImageView['history'][number];

export interface NewLine {
  readonly image: number;
  readonly at: EpochMs;
  readonly generation: string | null;
  /** undefined: as the line before has it. */
  readonly complete: boolean | undefined;
  readonly counts: ScanOutcome['counts'];
  readonly added: number;
  readonly removed: number;
}

/** Returns, for each line in their order, whether the scan was complete. */
export async function remember(
  database: Kysely<Tables>,
  lines: readonly NewLine[],
  keep: number,
): Promise<readonly boolean[]> {
  const images = lines.map(({ image }) => image);
  const newest = await newestOf(database, images);
  const fresh: { image: number; scanned_at: number; body: string }[] = [];
  const told: boolean[] = [];
  for (const { image, at, generation, counts, added, removed, ...line } of lines) {
    const last = newest.get(image);
    const complete = line.complete ?? last?.line.complete ?? false;
    told.push(complete);
    const isSame = JSON.stringify([last?.line.counts, last?.line.complete]) === JSON.stringify([counts, complete]);
    if (last !== undefined && isSame && added === 0 && removed === 0) {
      // Judged again with the same result: the line tells when last, so that what did change is not pushed out.
      const body = JSON.stringify({ ...last.line, scannedAt: at, generation });
      await database.updateTable('image_history').set({ scanned_at: at, body }).where('seq', '=', last.seq).execute();
    } else {
      const body = JSON.stringify({ scannedAt: at, generation, complete, counts, added, removed });
      fresh.push({ image, scanned_at: at, body });
    }
  }
  if (fresh.length === 0) return told;
  await database.insertInto('image_history').values(fresh).execute();
  const grown = JSON.stringify(fresh.map(({ image }) => image));
  await sql`DELETE FROM image_history WHERE seq IN (
    SELECT seq FROM (
      SELECT seq, row_number() OVER (PARTITION BY image ORDER BY seq DESC) AS place FROM image_history
      WHERE image IN (SELECT value FROM json_each(${grown}))
    ) WHERE place > ${keep})`.execute(database);
  return told;
}

async function newestOf(database: Kysely<Tables>, images: readonly number[]) {
  const rows = await database
    .selectFrom('image_history')
    .select(['seq', 'image', 'body'])
    .where('seq', 'in', (newest) =>
      newest
        .selectFrom('image_history')
        .select(({ fn }) => fn.max<number>('seq').as('seq'))
        .where(oneOf('image', images))
        .groupBy('image'),
    )
    .execute();
  return new Map(rows.map(({ image, seq, body }) => [image, { seq, line: JSON.parse(body) as HistoryLine }]));
}
