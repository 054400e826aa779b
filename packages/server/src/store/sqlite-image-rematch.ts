/**
 * What an update of the advisories changed in some images, written without touching the rest of them.
 *
 * in     findings that came, went or are otherwise now, of some dozens of images
 * out    the same rows, figures and history that keeping each whole report again would give
 * holds  an image that was scanned or judged since it was read is left alone; what did not change keeps its place; the number of
 *        statements does not grow with the number of images, but for findings that changed
 */
import type { ScanOutcome } from '@plimsoll/api';
import type { EpochMs, ImageFinding } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { useRank } from './image-rank.ts';
import { byRisk, isOpen } from './image-risk.ts';
import type { ImageStore, KeptRematch, KeptRematches } from './image-store.ts';
import { applyFigures, keepData, trimData } from './sqlite-image-figures.ts';
import { remember } from './sqlite-image-history.ts';
import { insertRows } from './sqlite-image-insert.ts';
import { openFindingParts } from './sqlite-image-parts.ts';
import { bodyOf, countsByPackage, findingColumns, none, vulnerableRank } from './sqlite-image-rows.ts';
import { oneOf, pairs } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

const worstTold = 10;

interface Changing {
  readonly seq: number;
  readonly kept: KeptRematch;
}

type Outcomes = readonly (ScanOutcome | undefined)[];

export async function keepRematches(
  database: Kysely<Tables>,
  { generation, data, at, images, historyKept }: KeptRematches,
): Promise<Outcomes> {
  const rows = await database
    .selectFrom('image')
    .select(['seq', 'id', 'layers', 'scanned_at'])
    .where('generation', '=', generation)
    .where(
      oneOf(
        'id',
        images.map(({ id }) => id),
      ),
    )
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  const changing = images.flatMap((kept): readonly Changing[] => {
    const row = known.get(kept.id);
    return row === undefined || row.scanned_at !== kept.scannedAt ? [] : [{ seq: row.seq, kept }];
  });
  await putFindings(database, changing, at);
  await countPackages(database, changing);
  const seqs = changing.map(({ seq }) => seq);
  await database
    .updateTable('image')
    .set({ scanned_at: at, data_at: data.newestAt, generation: data.generation })
    .where(oneOf('seq', seqs))
    .execute();
  await applyFigures(database, seqs);

  const counts = await countsOf(database, seqs);
  const told = changing.map(({ seq, kept: { before, after } }) => {
    const had = new Set(before.filter(isOpen).map(({ key }) => key));
    const has = new Set(after.filter(isOpen).map(({ key }) => key));
    const added = after.filter((finding) => isOpen(finding) && !had.has(finding.key)).sort(byRisk);
    return { counts: counts.get(seq) ?? none, added, removed: [...had].filter((key) => !has.has(key)).length };
  });
  const lines = told.map(({ counts: of, added, removed }, index) => ({
    ...{ image: seqs[index] as number, at, generation: data.generation, complete: undefined, counts: of },
    ...{ added: added.length, removed },
  }));
  const complete = await remember(database, lines, historyKept);
  const outcomes = new Map(
    told.map(({ counts: of, added, removed }, index): [string, ScanOutcome] => {
      const id = (changing[index] as Changing).kept.id;
      const head = { images: 1, image: id, previous: id, complete: complete[index] ?? false, counts: of };
      const worst = added.slice(0, worstTold) as ScanOutcome['worst'];
      const layers = known.get(id)?.layers ?? 0;
      return [id, { ...head, added: added.length, removed, worst, durationMs: 0, layersKnown: 0, layers }];
    }),
  );
  return images.map(({ id }) => outcomes.get(id));
}

async function countsOf(database: Kysely<Tables>, images: readonly number[]) {
  const rows = await database
    .selectFrom('image')
    .select(['seq', 'critical', 'high', 'medium', 'low', 'negligible', 'unknown'])
    .where(oneOf('seq', images))
    .execute();
  return new Map(rows.map(({ seq, ...counts }) => [seq, counts]));
}

async function putFindings(database: Kysely<Tables>, changing: readonly Changing[], at: EpochMs): Promise<void> {
  const touched = changing.flatMap(({ seq, kept: { removed, changed } }) =>
    [...removed, ...changed.map(({ key }) => key)].map((key): [number, string] => [seq, key]),
  );
  const places = new Map(
    (
      await database
        .selectFrom('image_finding')
        .select(['image', 'key', 'part', 'place'])
        .where(pairs(['image', 'key'], touched))
        .execute()
    ).map((row) => [`${row.image} ${row.key}`, row]),
  );
  const parts = await openFindingParts(database, {
    touched: [...places.values()],
    growing: changing.flatMap(({ seq, kept: { added } }) => (added.length > 0 ? [seq] : [])),
  });
  const uses = await usesOf(database, changing);
  const seen = await firstSeen(database, changing);
  const columnsOf = (image: number, finding: ImageFinding) => {
    const columns = findingColumns(finding);
    const use = columns.kind === 'vulnerability' ? uses.get(`${image} ${columns.package}`) : undefined;
    return { ...columns, use: use ?? columns.use };
  };
  const rows: Parameters<typeof insertRows>[2][number][] = [];
  for (const { seq, kept } of changing) {
    for (const key of kept.removed) {
      const place = places.get(`${seq} ${key}`);
      if (place !== undefined) parts.clear(place);
    }
    for (const finding of kept.changed) {
      const place = places.get(`${seq} ${finding.key}`);
      if (place === undefined) continue;
      parts.put(place, lineOf(finding));
      await database
        .updateTable('image_finding')
        .set(columnsOf(seq, finding))
        .where('image', '=', seq)
        .where('key', '=', finding.key)
        .execute();
    }
    for (const finding of kept.added) {
      const { key } = finding;
      const first_seen_at = seen.get(`${seq} ${key}`) ?? at;
      rows.push({ image: seq, key, ...parts.add(seq, lineOf(finding)), ...columnsOf(seq, finding), first_seen_at });
    }
  }
  const gone = changing.flatMap(({ seq, kept }) => kept.removed.map((key): [number, string] => [seq, key]));
  if (gone.length > 0)
    await database
      .deleteFrom('image_finding')
      .where(pairs(['image', 'key'], gone))
      .execute();
  await insertRows(database, 'image_finding', rows);
  await parts.write();
}

function lineOf(finding: ImageFinding): string {
  return JSON.stringify(bodyOf(finding));
}

async function usesOf(database: Kysely<Tables>, changing: readonly Changing[]): Promise<ReadonlyMap<string, number>> {
  const wanted = changing.flatMap(({ seq, kept: { added, changed } }) =>
    [...added, ...changed].flatMap((one): [number, string][] =>
      one.kind === 'vulnerability' ? [[seq, one.package]] : [],
    ),
  );
  const rows = await database
    .selectFrom('image_package')
    .select(['image', 'id', 'use'])
    .where(pairs(['image', 'id'], wanted))
    .where('use', '!=', useRank.unwatched)
    .execute();
  return new Map(rows.map(({ image, id, use }) => [`${image} ${id}`, use]));
}

/** In any other image of the repository. From the repository to the finding, for a finding may be in every image there is. */
async function firstSeen(
  database: Kysely<Tables>,
  changing: readonly Changing[],
): Promise<ReadonlyMap<string, EpochMs>> {
  const wanted = changing.flatMap(({ seq, kept: { added } }) => added.map(({ key }) => [seq, key]));
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ image: number; key: string; first: number }>`
    SELECT own.seq AS image, finding.key AS key, min(finding.first_seen_at) AS first
    FROM json_each(${JSON.stringify(wanted)}) AS each
    CROSS JOIN image AS own ON own.seq = each.value ->> 0
    CROSS JOIN image AS other ON other.repository = own.repository
    CROSS JOIN image_finding AS finding ON finding.image = other.seq AND finding.key = each.value ->> 1
    GROUP BY own.seq, finding.key`.execute(database);
  return new Map(rows.map(({ image, key, first }) => [`${image} ${key}`, first as EpochMs]));
}

async function countPackages(database: Kysely<Tables>, changing: readonly Changing[]): Promise<void> {
  const values = changing.flatMap(({ seq, kept: { added, changed, removed, before, after } }) => {
    const went = new Set(removed);
    const touched = new Set(
      [...added, ...changed, ...before.filter(({ key }) => went.has(key))].flatMap((finding) =>
        finding.kind === 'vulnerability' ? [finding.package] : [],
      ),
    );
    const counts = countsByPackage(after);
    return [...touched].map((id) => {
      const of = counts.get(id) ?? none;
      return [seq, id, JSON.stringify(of), vulnerableRank(of)];
    });
  });
  if (values.length === 0) return;
  await sql`UPDATE image_package SET counts = each.value ->> 2, vulnerable = each.value ->> 3
    FROM json_each(${JSON.stringify(values)}) AS each
    WHERE image_package.image = each.value ->> 0 AND image_package.id = each.value ->> 1`.execute(database);
}

export async function advance(
  database: Kysely<Tables>,
  { from, data, images }: Parameters<ImageStore['advance']>[0],
): Promise<ScanOutcome['counts']> {
  const these = pairs(
    ['id', 'scanned_at'],
    images.map(({ id, scannedAt }) => [id, scannedAt]),
  );
  const sum = (column: keyof ScanOutcome['counts']) => sql<number>`coalesce(sum(${sql.ref(column)}), 0)`.as(column);
  const counts = await database
    .selectFrom('image')
    .select([sum('critical'), sum('high'), sum('medium'), sum('low'), sum('negligible'), sum('unknown')])
    .where('generation', '=', from)
    .where(these)
    .executeTakeFirstOrThrow();
  await keepData(database, data);
  await database
    .updateTable('image')
    .set({ generation: data.generation, data_at: data.newestAt })
    .where('generation', '=', from)
    .where(these)
    .execute();
  await trimData(database, data.generation);
  return counts;
}
