/** What the list of images shows of each: counted from its findings, the same way whatever changed them. */
import type { AdvisoryData } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import { imageSeverityRank, ofItself, useRank } from './image-rank.ts';
import { oneOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

const { critical, high, medium, low, negligible, unknown } = imageSeverityRank;
const { executed, loaded } = useRank;

/** By the rows of each image's findings, use included. */
export async function applyFigures(database: Kysely<Tables>, images: readonly number[]): Promise<void> {
  const ofKind = (kind: string) => sql`${sql.lit(kind)}, count(*) FILTER (WHERE is_open AND kind = ${sql.lit(kind)})`;
  const rated = (severity: number) => sql`count(*) FILTER (WHERE counts AND severity = ${sql.lit(severity)})`;
  const used = (use: number) => sql`count(*) FILTER (WHERE counts AND use = ${sql.lit(use)})`;
  await sql`UPDATE image SET (
    critical, high, medium, low, negligible, unknown, fixable, kev, epss, executed, loaded, never_seen, use_worst, worst, urgent,
    kinds, suppressed, hidden
  ) = (SELECT
    ${rated(critical)}, ${rated(high)}, ${rated(medium)}, ${rated(low)}, ${rated(negligible)}, ${rated(unknown)},
    coalesce(sum(fixable) FILTER (WHERE counts), 0), coalesce(sum(kev) FILTER (WHERE counts), 0),
    coalesce(max(epss) FILTER (WHERE counts), 0) / 1000000000.0,
    ${used(executed)}, ${used(loaded)}, ${used(useRank['never-seen'])},
    coalesce(max(severity * 2 + (use = ${sql.lit(executed)})) FILTER (WHERE counts AND use >= ${sql.lit(loaded)}), -1),
    coalesce(max(severity) FILTER (WHERE is_open), -1),
    coalesce(max(severity) FILTER (WHERE is_open AND use = ${sql.lit(ofItself)}), -1),
    json_object(${ofKind('vulnerability')}, ${ofKind('secret')}, ${ofKind('malware')}, ${ofKind('misconfiguration')},
      ${ofKind('detection')}),
    count(suppressed), coalesce(sum(hidden), 0)
    FROM (SELECT *, is_open AND kind = 'vulnerability' AS counts FROM (
      SELECT kind, severity, use, kev, epss, fixable, suppressed, hidden, suppressed IS NULL AND hidden = 0 AS is_open
      FROM image_finding WHERE image_finding.image = image.seq)))
  WHERE ${oneOf('seq', images)}`.execute(database);
}

/** Once for all images of a generation. */
export async function keepData(database: Kysely<Tables>, data: AdvisoryData): Promise<void> {
  const body = JSON.stringify(data);
  await database
    .insertInto('advisory_data')
    .values({ generation: data.generation, body })
    .onConflict((conflict) => conflict.column('generation').doUpdateSet({ body }))
    .execute();
}

/** Of generations that no image stands on any more, but for the newest. */
export async function trimData(database: Kysely<Tables>, newest: string): Promise<void> {
  await sql`DELETE FROM advisory_data
    WHERE generation != ${newest} AND generation NOT IN (SELECT generation FROM image WHERE generation IS NOT NULL)`.execute(
    database,
  );
}
