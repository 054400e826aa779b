/** How likely vulnerabilities are to be exploited (FIRST's EPSS): columns of findings, for they change each day and nothing else with them. */
import { type Kysely, sql } from 'kysely';
import type { VulnerabilityScore } from './image-store.ts';
import { type Score, scoreColumns } from './sqlite-image-rows.ts';
import { oneOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

/** EPSS speaks of CVEs alone. Each is found by one step in the index, however many images have it. */
export async function scoredVulnerabilities(database: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ source: string }>`
    WITH RECURSIVE each(source) AS (
      SELECT (SELECT min(source) FROM image_finding WHERE source >= 'CVE-' AND source < 'CVE.')
      UNION ALL
      SELECT (SELECT min(source) FROM image_finding WHERE source > each.source AND source < 'CVE.')
      FROM each WHERE each.source IS NOT NULL
    )
    SELECT source FROM each WHERE source IS NOT NULL`.execute(database);
  return rows.map(({ source }) => source);
}

export async function setScores(
  database: Kysely<Tables>,
  scores: readonly VulnerabilityScore[],
): Promise<readonly string[]> {
  const values = scores.map(({ id, epss: given }) => {
    const { epss, percentile } = scoreColumns(given);
    return [id, epss, percentile];
  });
  const { rows } = await sql<{ image: number }>`
    UPDATE image_finding SET epss = each.value ->> 1, percentile = each.value ->> 2
    FROM json_each(${JSON.stringify(values)}) AS each
    WHERE source = each.value ->> 0 AND kind = 'vulnerability'
      AND (epss, percentile) != (each.value ->> 1, each.value ->> 2)
    RETURNING image`.execute(database);
  const images = [...new Set(rows.map(({ image }) => image))];
  const ids = await database.selectFrom('image').select('id').where(oneOf('seq', images)).orderBy('seq').execute();
  return ids.map(({ id }) => id);
}

export async function scoresOfImage(database: Kysely<Tables>, image: number): Promise<ReadonlyMap<string, Score>> {
  const rows = await database
    .selectFrom('image_finding')
    .select(['key', 'epss', 'percentile'])
    .where('image', '=', image)
    .where('epss', '>', 0)
    .execute();
  return new Map(rows.map(({ key, epss, percentile }) => [key, { epss, percentile }]));
}
