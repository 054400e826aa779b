/** A small mirror folder, made in a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';

export interface OsvJson {
  readonly id: string;
  readonly modified?: string;
  readonly [key: string]: unknown;
}

/** Removed when the test ends, by `using`. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-advisories-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function putFile(folder: string, path: string, content: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

export function zipOf(records: readonly OsvJson[]): Uint8Array {
  return zipSync(Object.fromEntries(records.map((each) => [`${each.id}.json`, strToU8(JSON.stringify(each))])));
}

export function putOsv(folder: string, ecosystem: string, records: readonly OsvJson[]): void {
  putFile(folder, `osv/${ecosystem}/all.zip`, zipOf(records));
  putFile(folder, `osv/${ecosystem}/modified_id.csv`, changesOf(records));
}

export function changesOf(records: readonly OsvJson[]): string {
  const lines = records.map(({ id, modified }) => `${modified ?? '2024-01-01T00:00:00Z'},${id}`);
  return `${lines.toSorted().toReversed().join('\n')}\n`;
}

/** Open or fixed in one package. */
export function osvRecord(
  id: string,
  {
    ecosystem = 'npm',
    name = 'left',
    fixed,
    ...more
  }: { ecosystem?: string; name?: string; fixed?: string; [key: string]: unknown } = {},
): OsvJson {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  const type = ecosystem === 'npm' || ecosystem === 'Go' ? 'SEMVER' : 'ECOSYSTEM';
  return {
    id,
    modified: '2024-01-01T00:00:00Z',
    published: '2023-12-01T00:00:00Z',
    summary: `Summary of ${id}`,
    affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
    ...more,
  };
}

export function putKev(folder: string, cves: readonly string[]): void {
  const vulnerabilities = cves.map((cveID) => ({
    cveID,
    dateAdded: '2024-02-01',
    dueDate: '2024-02-22',
    knownRansomwareCampaignUse: 'Known',
  }));
  putFile(
    folder,
    'kev/known_exploited_vulnerabilities.json',
    JSON.stringify({ dateReleased: '2024-02-02T10:00:00Z', vulnerabilities }),
  );
}

export function putEpss(folder: string, lines: readonly string[]): void {
  const head = ['#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000', 'cve,epss,percentile'];
  putFile(folder, 'epss/epss_scores-current.csv.gz', gzipSync([...head, ...lines].join('\n')));
}

export function putSecdb(
  folder: string,
  release: string,
  packages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): void {
  const list = Object.entries(packages).map(([name, secfixes]) => ({ pkg: { name, secfixes } }));
  putFile(folder, `alpine-secdb/${release}/main.json`, JSON.stringify({ packages: list }));
}

export function putTracker(folder: string, tracker: unknown): void {
  putFile(folder, 'debian/tracker.json', JSON.stringify(tracker));
}
