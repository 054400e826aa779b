/**
 * Keeps the report of a scan as the image's newest, and tells what it changed.
 *
 * in     a report, every name its image is known by
 * out    rows to sort and filter by, bodies in compressed parts, one line of history
 * holds  a finding that was there before keeps the day it was first seen, over scans and over the tags of its repository
 */
import type { ScanOutcome } from '@plimsoll/api';
import type { EpochMs, ImageFinding, Package, ScanReport } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { inParts, packed, packedItems } from './image-part.ts';
import { byRisk, isOpen } from './image-risk.ts';
import type { KeptScan } from './image-store.ts';
import { joinAliases, sequenceOf } from './sqlite-image-alias.ts';
import { applyFigures, keepData } from './sqlite-image-figures.ts';
import { remember } from './sqlite-image-history.ts';
import { insertRows } from './sqlite-image-insert.ts';
import { allItems } from './sqlite-image-items.ts';
import {
  bodyOf,
  countsByPackage,
  countVulnerabilities,
  findingColumns,
  none,
  packageColumns,
  placeOf,
} from './sqlite-image-rows.ts';
import { applyUse } from './sqlite-usage.ts';
import type { Tables } from './tables.ts';

const worstTold = 10;

export async function keepScan(database: Kysely<Tables>, kept: KeptScan): Promise<ScanOutcome> {
  const { report, stored, profile, layersKnown } = kept;
  const { image } = report;
  const id = image.digest ?? kept.aliases[0] ?? image.reference;
  const name = kept.name ?? image.reference;
  const aliases = [id, ...kept.aliases];
  const known = await firstKnown(database, aliases);
  const before =
    known === undefined
      ? undefined
      : await database.selectFrom('image').select(['scanned_at', 'id']).where('seq', '=', known).executeTakeFirst();
  const seq = known ?? (await insert(database, { id, name, at: report.scannedAt }));
  await joinAliases(database, seq, aliases);
  const previous =
    before?.scanned_at == null
      ? await sameTagBefore(database, { seq, repository: image.repository, tag: image.tag })
      : { seq, id: before.id };
  const earlier = previous === undefined ? [] : await allItems<ImageFinding>(database, previous.seq, 'finding');
  const firstSeen = await firstSeenIn(database, { seq, repository: image.repository });

  const findings = [...report.findings].sort(byRisk);
  await replace(database, seq, { findings, packages: report.packages, firstSeen, at: report.scannedAt });
  const { findings: _findings, packages: _packages, data: _data, ...head } = report;
  await database
    .insertInto('image_report')
    .values({
      image: seq,
      outline: JSON.stringify(image),
      head: packed(head),
      stored: stored === undefined ? null : packed(stored),
      vex: kept.vex === undefined || kept.vex.length === 0 ? null : packed(kept.vex),
      profile: profile === undefined ? null : packed(profile),
    })
    .onConflict((conflict) =>
      conflict.column('image').doUpdateSet({
        outline: sql`excluded.outline`,
        head: sql`excluded.head`,
        stored: sql`excluded.stored`,
        vex: sql`excluded.vex`,
        profile: sql`excluded.profile`,
      }),
    )
    .execute();
  const counts = countVulnerabilities(findings);
  await update(database, seq, { report, name, dueAt: kept.reviewAt, aliases: [...aliases, before?.id ?? ''] });
  // Judged again, an older image does not become what the tag stands for.
  if (kept.again !== true) await nameIt(database, seq, { report, name });
  if (report.data !== undefined) await keepData(database, report.data);
  await applyUse(database, seq);
  await applyFigures(database, [seq]);

  const had = new Set(earlier.filter(isOpen).map(({ key }) => key));
  const has = new Set(findings.filter(isOpen).map(({ key }) => key));
  const added = findings.filter((finding) => isOpen(finding) && !had.has(finding.key));
  const removed = [...had].filter((key) => !has.has(key)).length;
  const outcome = {
    images: 1,
    previous: previous?.id ?? null,
    complete: report.complete,
    counts,
    added: added.length,
    removed,
    worst: added.slice(0, worstTold) as ScanOutcome['worst'],
    durationMs: report.durationMs,
    layersKnown,
    layers: image.layers.length,
  };
  const generation = report.data?.generation ?? null;
  const { scannedAt: at, complete } = report;
  const { added: more, removed: fewer } = outcome;
  const line = { image: seq, at, generation, complete, counts, added: more, removed: fewer };
  await remember(database, [line], kept.historyKept);
  const row = await database.selectFrom('image').select('id').where('seq', '=', seq).executeTakeFirstOrThrow();
  return { ...outcome, image: row.id };
}

async function firstKnown(database: Kysely<Tables>, aliases: readonly string[]): Promise<number | undefined> {
  for (const alias of aliases) {
    const known = await sequenceOf(database, alias);
    if (known !== undefined) return known;
  }
  return undefined;
}

export async function insert(
  database: Kysely<Tables>,
  { id, name, at }: { id: string; name: string; at: number },
): Promise<number> {
  const { seq } = await database
    .insertInto('image')
    .values({
      ...{
        id,
        name,
        digest: null,
        repository: null,
        tag: null,
        current: 1,
        platform: null,
        os: null,
        created_at: null,
      },
      ...{
        first_seen_at: at,
        state: 'unscanned',
        scanned_at: null,
        data_at: null,
        due_at: null,
        generation: null,
        failure: null,
      },
      ...{ bytes: 0, layers: 0, packages: 0, critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 },
      kinds: JSON.stringify(noKinds),
      ...{ fixable: 0, kev: 0, epss: 0, worst: -1, urgent: -1, use_worst: -1, executed: 0, loaded: 0, never_seen: 0 },
      ...{ watched_since: null, suppressed: 0, hidden: 0, containers: 0, workloads: '[]', breaks: '[]' },
      haystack: `${name}\n${id}`.toLowerCase(),
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  await database.insertInto('image_alias').values({ alias: id, image: seq }).execute();
  return seq;
}

const noKinds = { vulnerability: 0, secret: 0, malware: 0, misconfiguration: 0, detection: 0 };

async function sameTagBefore(
  database: Kysely<Tables>,
  { seq, repository, tag }: { seq: number; repository: string | undefined; tag: string | undefined },
): Promise<{ seq: number; id: string } | undefined> {
  if (repository === undefined) return undefined;
  let select = database
    .selectFrom('image')
    .select(['seq', 'id'])
    .where('repository', '=', repository)
    .where('seq', '!=', seq)
    .where('scanned_at', 'is not', null)
    .orderBy('scanned_at', 'desc')
    .limit(1);
  if (tag !== undefined) select = select.where('tag', '=', tag);
  return select.executeTakeFirst();
}

async function firstSeenIn(
  database: Kysely<Tables>,
  { seq, repository }: { seq: number; repository: string | undefined },
): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('image_finding')
    .select(({ fn }) => ['key', fn.min('first_seen_at').as('first')])
    .where('image', 'in', (images) =>
      images
        .selectFrom('image')
        .select('seq')
        .where((where) =>
          where.or([
            where('seq', '=', seq),
            ...(repository === undefined ? [] : [where('repository', '=', repository)]),
          ]),
        ),
    )
    .groupBy('key')
    .execute();
  return new Map(rows.map(({ key, first }) => [key, Number(first)]));
}

interface Replacement {
  readonly findings: readonly ImageFinding[];
  readonly packages: readonly Package[];
  readonly firstSeen: ReadonlyMap<string, number>;
  readonly at: number;
}

async function replace(
  database: Kysely<Tables>,
  image: number,
  { findings, packages, firstSeen, at }: Replacement,
): Promise<void> {
  for (const table of ['image_part', 'image_finding', 'image_package'] as const) {
    await database
      .deleteFrom(table)
      .where('image' as never, '=', image as never)
      .execute();
  }
  for (const [of, items] of [
    ['finding', findings.map(bodyOf)],
    ['package', packages],
  ] as const) {
    for (const [part, some] of inParts<unknown>(items).entries()) {
      await database
        .insertInto('image_part')
        .values({ image, of, part, body: packedItems(some) })
        .execute();
    }
  }
  const unique = new Map(findings.map((finding, index) => [finding.key, { finding, index }]));
  const findingRows = [...unique.values()].map(({ finding, index }) => ({
    image,
    key: finding.key,
    ...placeOf(index),
    ...findingColumns(finding),
    first_seen_at: firstSeen.get(finding.key) ?? at,
  }));
  await insertRows(database, 'image_finding', findingRows);
  const counts = countsByPackage(findings);
  const known = new Map(packages.map((one, index) => [one.id, { one, index }]));
  const packageRows = [...known.values()].map(({ one, index }) => ({
    image,
    ...placeOf(index),
    ...packageColumns(one, counts.get(one.id) ?? none),
  }));
  await insertRows(database, 'image_package', packageRows);
}

async function update(
  database: Kysely<Tables>,
  seq: number,
  {
    report,
    name,
    dueAt,
    aliases,
  }: { report: ScanReport; name: string; dueAt: EpochMs | undefined; aliases: readonly string[] },
): Promise<void> {
  const { image, data } = report;
  const { bytes, layers } = image;
  await database
    .updateTable('image')
    .set({
      digest: image.digest ?? null,
      name,
      repository: image.repository ?? null,
      tag: image.tag ?? null,
      platform: image.platform === undefined ? null : JSON.stringify(image.platform),
      os: image.os === undefined ? null : JSON.stringify(image.os),
      created_at: image.createdAt ?? null,
      state: report.complete ? 'scanned' : 'incomplete',
      scanned_at: report.scannedAt,
      data_at: data?.newestAt ?? null,
      due_at: dueAt ?? null,
      generation: data?.generation ?? null,
      failure: null,
      bytes,
      layers: layers.length,
      packages: report.packages.length,
      haystack: [...new Set([name, ...aliases, image.os?.name ?? '', image.os?.id ?? ''])].join('\n').toLowerCase(),
    })
    .where('seq', '=', seq)
    .execute();
}

/** A tag is one image's at a time: this one's now. */
async function nameIt(
  database: Kysely<Tables>,
  seq: number,
  { report, name }: { report: ScanReport; name: string },
): Promise<void> {
  const { repository, tag } = report.image;
  if (repository !== undefined && tag !== undefined) {
    const same = { repository, tag };
    await database
      .updateTable('image_name')
      .set({ current: 0 })
      .where('repository', '=', same.repository)
      .where('tag', '=', same.tag)
      .execute();
    await database
      .updateTable('image')
      .set({ current: 0 })
      .where('repository', '=', same.repository)
      .where('tag', '=', same.tag)
      .where('seq', '!=', seq)
      .execute();
    await database.updateTable('image').set({ current: 1 }).where('seq', '=', seq).execute();
  }
  const row = { repository: repository ?? null, tag: tag ?? null, current: 1, last_seen_at: report.scannedAt };
  await database
    .insertInto('image_name')
    .values({ name, image: seq, ...row })
    .onConflict((conflict) => conflict.columns(['name', 'image']).doUpdateSet(row))
    .execute();
}
