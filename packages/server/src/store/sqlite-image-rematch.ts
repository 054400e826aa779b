/**
 * What an update of the advisories changed in one image, written without touching the rest of it.
 *
 * in     findings that came, went or are otherwise now
 * out    the same rows, figures and history that keeping the whole report again would give
 * holds  an image that was scanned or judged since it was read is left alone; what did not change keeps its place
 */
import type { ScanOutcome } from '@plimsoll/api';
import type { EpochMs, ImageFinding } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { gone, itemsInPart, linesOf, packedLines } from './image-part.ts';
import { useRank } from './image-rank.ts';
import { byRisk, isOpen } from './image-risk.ts';
import type { ImageStore, KeptRematch } from './image-store.ts';
import { sequenceOf } from './sqlite-image-alias.ts';
import { pairs } from './sqlite-image-concerned.ts';
import { applyFigures, keepData, trimData } from './sqlite-image-figures.ts';
import { remember } from './sqlite-image-keep.ts';
import { oneOf } from './sqlite-image-page.ts';
import { bodyOf, countsByPackage, findingColumns, none, vulnerableRank } from './sqlite-image-rows.ts';
import type { Tables } from './tables.ts';

const worstTold = 10;

export async function keepRematch(database: Kysely<Tables>, kept: KeptRematch): Promise<ScanOutcome | undefined> {
  const { data, at, before, after } = kept;
  const seq = await sequenceOf(database, kept.id);
  if (seq === undefined) return undefined;
  const image = await database
    .selectFrom('image')
    .select(['id', 'repository', 'layers', 'generation', 'scanned_at'])
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow();
  if (image.generation !== kept.generation || image.scanned_at !== kept.scannedAt) return undefined;

  await putFindings(database, { seq, repository: image.repository }, kept);
  await countPackages(database, seq, kept);
  await database
    .updateTable('image')
    .set({ scanned_at: at, data_at: data.newestAt, generation: data.generation })
    .where('seq', '=', seq)
    .execute();
  await applyFigures(database, [seq]);

  const had = new Set(before.filter(isOpen).map(({ key }) => key));
  const has = new Set(after.filter(isOpen).map(({ key }) => key));
  const added = after.filter((finding) => isOpen(finding) && !had.has(finding.key)).sort(byRisk);
  const removed = [...had].filter((key) => !has.has(key)).length;
  const counts = await database
    .selectFrom('image')
    .select(['critical', 'high', 'medium', 'low', 'negligible', 'unknown'])
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow();
  const complete = await remember(database, seq, {
    ...{ at, generation: data.generation, complete: undefined, counts, added: added.length, removed },
    keep: kept.historyKept,
  });
  return {
    ...{ images: 1, image: image.id, previous: image.id, complete, counts, added: added.length, removed },
    ...{ worst: added.slice(0, worstTold) as ScanOutcome['worst'], durationMs: 0, layersKnown: 0 },
    layers: image.layers,
  };
}

async function putFindings(
  database: Kysely<Tables>,
  { seq, repository }: { seq: number; repository: string | null },
  { added, changed, removed, at }: KeptRematch,
): Promise<void> {
  const touched = [...removed, ...changed.map(({ key }) => key)];
  const places = new Map(
    (
      await database
        .selectFrom('image_finding')
        .select(['key', 'part', 'place'])
        .where('image', '=', seq)
        .where(oneOf('key', touched))
        .execute()
    ).map((row) => [row.key, row]),
  );
  const parts = await openParts(
    database,
    seq,
    [...places.values()].map(({ part }) => part),
  );
  const uses = await usesOf(database, seq, [...added, ...changed]);
  const seen = await firstSeen(database, { seq, repository, keys: [...added, ...changed].map(({ key }) => key) });
  const columnsOf = (finding: ImageFinding) => {
    const columns = findingColumns(finding);
    const first = { first_seen_at: seen.get(finding.key) ?? at };
    return columns.kind === 'vulnerability' && columns.package !== null
      ? { ...columns, ...first, use: uses.get(columns.package) ?? columns.use }
      : { ...columns, ...first };
  };
  for (const key of removed) {
    const at = places.get(key);
    if (at !== undefined) parts.put(at, gone);
  }
  if (removed.length > 0)
    await database.deleteFrom('image_finding').where('image', '=', seq).where(oneOf('key', removed)).execute();
  for (const finding of changed) {
    const at = places.get(finding.key);
    if (at === undefined) continue;
    parts.put(at, lineOf(finding));
    await database
      .updateTable('image_finding')
      .set(columnsOf(finding))
      .where('image', '=', seq)
      .where('key', '=', finding.key)
      .execute();
  }
  for (const finding of added) {
    const place = parts.add(lineOf(finding));
    const row = { image: seq, key: finding.key, ...place, ...columnsOf(finding) };
    await database.insertInto('image_finding').values(row).execute();
  }
  await parts.write();
}

function lineOf(finding: ImageFinding): string {
  return JSON.stringify(bodyOf(finding));
}

/** These parts of the image's findings, and the last one, where there may be room. */
async function openParts(database: Kysely<Tables>, image: number, wanted: readonly number[]) {
  const rows = await database
    .selectFrom('image_part')
    .select(['part', 'body'])
    .where('image', '=', image)
    .where('of', '=', 'finding')
    .where((where) =>
      where.or([
        oneOf('part', [...new Set(wanted)]),
        where('part', '=', sql<number>`(SELECT max(part) FROM image_part WHERE image = ${image} AND of = 'finding')`),
      ]),
    )
    .orderBy('part')
    .execute();
  const lines = new Map(rows.map(({ part, body }) => [part, linesOf(body)]));
  const changed = new Set<number>();
  let last = rows.at(-1)?.part ?? -1;

  function put({ part, place }: { readonly part: number; readonly place: number }, line: string): void {
    const some = lines.get(part) ?? [];
    some[place] = line;
    lines.set(part, some);
    changed.add(part);
  }
  return {
    put,
    add(line: string): { part: number; place: number } {
      for (const [part, some] of lines) {
        const free = some.indexOf(gone);
        const place = free >= 0 ? free : part === last && some.length < itemsInPart ? some.length : -1;
        if (place < 0) continue;
        put({ part, place }, line);
        return { part, place };
      }
      last++;
      put({ part: last, place: 0 }, line);
      return { part: last, place: 0 };
    },
    async write(): Promise<void> {
      for (const part of changed) {
        const body = packedLines(lines.get(part) ?? []);
        await database
          .insertInto('image_part')
          .values({ image, of: 'finding', part, body })
          .onConflict((conflict) => conflict.columns(['image', 'of', 'part']).doUpdateSet({ body }))
          .execute();
      }
    },
  };
}

async function usesOf(
  database: Kysely<Tables>,
  image: number,
  findings: readonly ImageFinding[],
): Promise<ReadonlyMap<string, number>> {
  const packages = new Set(findings.flatMap((finding) => (finding.kind === 'vulnerability' ? [finding.package] : [])));
  const rows = await database
    .selectFrom('image_package')
    .select(['id', 'use'])
    .where('image', '=', image)
    .where(oneOf('id', [...packages]))
    .where('use', '!=', useRank.unwatched)
    .execute();
  return new Map(rows.map(({ id, use }) => [id, use]));
}

/** In any image of the repository. */
async function firstSeen(
  database: Kysely<Tables>,
  { seq, repository, keys }: { seq: number; repository: string | null; keys: readonly string[] },
): Promise<ReadonlyMap<string, EpochMs>> {
  const rows = await database
    .selectFrom('image_finding')
    .innerJoin('image', 'image.seq', 'image_finding.image')
    .select(({ fn }) => ['key', fn.min('image_finding.first_seen_at').as('first')])
    .where(oneOf('key', keys))
    .where((where) =>
      where.or([
        where('image_finding.image', '=', seq),
        ...(repository === null ? [] : [where('image.repository', '=', repository)]),
      ]),
    )
    .groupBy('key')
    .execute();
  return new Map(rows.map(({ key, first }) => [key, Number(first) as EpochMs]));
}

async function countPackages(
  database: Kysely<Tables>,
  image: number,
  { added, changed, removed, before, after }: KeptRematch,
): Promise<void> {
  const went = new Set(removed);
  const touched = new Set(
    [...added, ...changed, ...before.filter(({ key }) => went.has(key))].flatMap((finding) =>
      finding.kind === 'vulnerability' ? [finding.package] : [],
    ),
  );
  const counts = countsByPackage(after);
  for (const id of touched) {
    const of = counts.get(id) ?? none;
    await database
      .updateTable('image_package')
      .set({ counts: JSON.stringify(of), vulnerable: vulnerableRank(of) })
      .where('image', '=', image)
      .where('id', '=', id)
      .execute();
  }
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
