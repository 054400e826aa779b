/**
 * A mirror of advisories with a handful of records of our own: nothing that happens in the world changes what the tests see.
 *
 * in     a folder, records
 * out    the files that `plimsoll advisories update --from` reads
 * holds  every id is of a year to come, so that none is mistaken for a real one
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';

export interface Advisory {
  readonly id: string;
  readonly ecosystem: 'Debian' | 'npm';
  readonly package: string;
  /** Left out: there is none. */
  readonly fixed?: string;
  readonly severity?: 'LOW' | 'MODERATE' | 'HIGH' | 'CRITICAL';
  /** CVSS vector. */
  readonly vector?: string;
  readonly cve?: string;
  readonly modified: string;
}

export interface MirrorContent {
  readonly advisories: readonly Advisory[];
  /** CVEs. */
  readonly exploited: readonly string[];
  /** CVE to chance. */
  readonly likely: Readonly<Record<string, number>>;
  /** The day of the chances: `2026-02-02`. */
  readonly likelyOn?: string;
}

export function writeMirror(
  folder: string,
  { advisories, exploited, likely, likelyOn = '2026-02-02' }: MirrorContent,
): void {
  for (const ecosystem of ['Debian', 'npm'] as const) {
    const records = advisories.filter((one) => one.ecosystem === ecosystem);
    const entries = records.map((one) => [`${one.id}.json`, strToU8(JSON.stringify(recordOf(one)))]);
    put(folder, `osv/${ecosystem}/all.zip`, zipSync(Object.fromEntries(entries)));
    const changes = records.map(({ id, modified }) => `${modified},${id}`).sort();
    put(folder, `osv/${ecosystem}/modified_id.csv`, `${changes.reverse().join('\n')}\n`);
    for (const one of records) put(folder, `osv/${ecosystem}/${one.id}.json`, JSON.stringify(recordOf(one)));
  }
  const vulnerabilities = exploited.map((cveID) => ({
    cveID,
    dateAdded: '2026-02-01',
    dueDate: '2026-02-22',
    knownRansomwareCampaignUse: 'Known',
  }));
  put(
    folder,
    'kev/known_exploited_vulnerabilities.json',
    JSON.stringify({ dateReleased: '2026-02-02T10:00:00Z', vulnerabilities }),
  );
  const scores = Object.entries(likely).map(([cve, chance]) => `${cve},${chance},0.9`);
  const head = [`#model_version:v2025.03.14,score_date:${likelyOn}T00:00:00+0000`, 'cve,epss,percentile'];
  put(folder, 'epss/epss_scores-current.csv.gz', gzipSync([...head, ...scores].join('\n')));
}

function recordOf({ id, ecosystem, package: name, fixed, severity, vector, cve, modified }: Advisory) {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  const known = cve === undefined ? [] : [cve];
  return {
    schema_version: '1.6.0',
    id,
    modified,
    published: '2026-01-02T00:00:00Z',
    summary: `${name} does what it should not`,
    details: `A long text about ${id}.`,
    ...(ecosystem === 'Debian' ? { upstream: known } : { aliases: known }),
    ...(vector === undefined ? {} : { severity: [{ type: 'CVSS_V3', score: vector }] }),
    ...(severity === undefined ? {} : { database_specific: { severity } }),
    affected: [
      {
        package: { ecosystem: ecosystem === 'Debian' ? 'Debian:12' : 'npm', name },
        ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events }],
      },
    ],
  };
}

function put(folder: string, path: string, content: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
