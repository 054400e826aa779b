/** The page of one image beside its lists: head of the report, names, layers, history, siblings, verdicts. */
import type { ImageSummary, ImageView } from '@plimsoll/api';
import type { EpochMs, ScanReport } from '@plimsoll/core';
import type { PolicyVerdict } from '@plimsoll/scan';
import type { Kysely } from 'kysely';
import { unpacked } from './image-part.ts';
import { imageSeverities } from './image-rank.ts';
import type { Tables } from './tables.ts';

type View = Omit<ImageView, 'summary'>;
export type ReportHead = Omit<ScanReport, 'findings' | 'packages'>;

const namesShown = 50;
const siblingsShown = 50;
const historyShown = 50;

export async function headOf(database: Kysely<Tables>, image: number): Promise<ReportHead | undefined> {
  const row = await database
    .selectFrom('image_report')
    .innerJoin('image', 'image.seq', 'image_report.image')
    .leftJoin('advisory_data', 'advisory_data.generation', 'image.generation')
    .select(['head', 'scanned_at', 'body'])
    .where('image_report.image', '=', image)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const head = unpacked<ReportHead>(row.head);
  // Both move on while the rest stays: an update of advisories that changes nothing, or little, rewrites no head.
  const data = row.body === null ? undefined : (JSON.parse(row.body) as ReportHead['data']);
  return { ...head, scannedAt: (row.scanned_at ?? head.scannedAt) as EpochMs, data };
}

export async function viewOfImage(database: Kysely<Tables>, image: number): Promise<View> {
  const head = await headOf(database, image);
  const names = await database
    .selectFrom('image_name')
    .select(['name', 'current', 'last_seen_at'])
    .where('image', '=', image)
    .orderBy('last_seen_at', 'desc')
    .limit(namesShown)
    .execute();
  const aliases = await database.selectFrom('image_alias').select('alias').where('image', '=', image).execute();
  const history = await database
    .selectFrom('image_history')
    .select('body')
    .where('image', '=', image)
    .orderBy('seq', 'desc')
    .limit(historyShown)
    .execute();
  const verdicts = await database
    .selectFrom('image_verdict')
    .select('body')
    .where('image', '=', image)
    .orderBy('policy')
    .execute();
  return {
    report: head === undefined ? null : reportOf(head),
    names: names.map((row) => ({
      name: row.name,
      current: row.current === 1,
      lastSeenAt: row.last_seen_at as EpochMs,
    })),
    aliases: aliases.map(({ alias }) => alias),
    layers: head === undefined ? [] : await layersOf(database, image, head),
    history: history.map(({ body }) => JSON.parse(body) as View['history'][number]),
    siblings: await siblingsOf(database, image),
    verdicts: verdicts.map(({ body }) => verdictOf(JSON.parse(body) as PolicyVerdict)),
  };
}

function reportOf({
  scannedAt,
  durationMs,
  image,
  data,
  complete,
  problems,
  notes,
  checks,
}: ReportHead): View['report'] {
  const told = { scannedAt, durationMs, image, data: data ?? null, complete, problems, notes, checks };
  return told as unknown as View['report'];
}

function verdictOf({ policy, passed, complete, breaches }: PolicyVerdict): View['verdicts'][number] {
  return {
    policy,
    passed,
    complete,
    breaches: breaches.map(({ rule, sentence, subjects }) => ({ rule, sentence, subjects: subjects.length })),
  };
}

async function layersOf(database: Kysely<Tables>, image: number, head: ReportHead): Promise<View['layers']> {
  const found = await database
    .selectFrom('image_finding')
    .select(({ fn }) => ['layer', 'severity', fn.countAll<number>().as('found')])
    .where('image', '=', image)
    .where('kind', '=', 'vulnerability')
    .where('suppressed', 'is', null)
    .where('hidden', '=', 0)
    .groupBy(['layer', 'severity'])
    .execute();
  const installed = await database
    .selectFrom('image_package')
    .select(({ fn }) => ['layer', fn.countAll<number>().as('found')])
    .where('image', '=', image)
    .groupBy('layer')
    .execute();
  return head.image.layers.map(({ diffId }) => {
    const counts = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
    for (const row of found) {
      const severity = imageSeverities[row.severity];
      if (row.layer === diffId && severity !== undefined) counts[severity] = Number(row.found);
    }
    return { diffId, packages: Number(installed.find(({ layer }) => layer === diffId)?.found ?? 0), counts };
  });
}

async function siblingsOf(database: Kysely<Tables>, image: number): Promise<View['siblings']> {
  const rows = await database
    .selectFrom('image')
    .select(['id', 'name', 'tag', 'scanned_at'])
    .where('seq', '!=', image)
    .where('repository', 'is not', null)
    .where('repository', '=', (own) =>
      own.selectFrom('image as own').select('own.repository').where('own.seq', '=', image),
    )
    .orderBy('scanned_at', 'desc')
    .limit(siblingsShown)
    .execute();
  return rows.map(({ id, name, tag, scanned_at }) => ({
    id,
    name,
    tag,
    scannedAt: scanned_at as ImageSummary['scannedAt'],
  }));
}
