/**
 * Which images an update of the advisories concerns, and what of them has to be looked at again.
 *
 * in     names of packages whose advisories changed, vulnerabilities that are exploited now
 * out    the packages of these names in every image, and the findings there are about them
 * holds  rather one package too many than one too few; a package whose word counts for another's files comes with it
 */
import type { EpochMs, Image, ImageFinding, Package } from '@plimsoll/core';
import type { VexDocument } from '@plimsoll/scan';
import { type Kysely, type SqlBool, sql } from 'kysely';
import { gone, itemsInPart, linesOf, unpacked } from './image-part.ts';
import { matchName } from './image-rank.ts';
import type { Concern, ConcernedImage, PackagePlace, RematchSubject } from './image-store.ts';
import { oneOf, pairs } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

/** Ecosystems of advisories, and the type of package they speak of; every other is a distribution's. */
const languages: Readonly<Record<string, string>> = {
  npm: 'npm',
  PyPI: 'pypi',
  Go: 'golang',
  Maven: 'maven',
  RubyGems: 'gem',
  'crates.io': 'cargo',
  Packagist: 'composer',
  NuGet: 'nuget',
  ConanCenter: 'conan',
  Pub: 'pub',
  Hex: 'hex',
  Bitnami: 'bitnami',
};
const distributionTypes = ['deb', 'apk', 'rpm'];
/** Beyond, whatever is vulnerable is looked at again: that is cheaper than to look for each of so many names. */
const mostExploited = 50;

type Row = { readonly image: number } & PackagePlace;

export async function concernedImages(
  database: Kysely<Tables>,
  { generation, packages, exploited }: Concern,
): Promise<readonly ConcernedImage[]> {
  const images = await database
    .selectFrom('image')
    .select(['seq', 'id', 'scanned_at'])
    .where('generation', '=', generation)
    .orderBy('containers', 'desc')
    .orderBy('seq')
    .execute();
  const found = new Map(images.map(({ seq }) => [seq, new Map<number, PackagePlace>()]));
  const take = (rows: readonly Row[]) => {
    for (const { image, part, place } of rows) found.get(image)?.set(part * itemsInPart + place, { part, place });
  };
  for (const [type, names] of namesByType(packages)) {
    for (const column of ['match_name', 'source_name'] as const) {
      const rows = await database
        .selectFrom('image_package')
        .select(['image', 'part', 'place'])
        .where('type', '=', type)
        .where(oneOf(column, names))
        .execute();
      take(rows);
    }
  }
  if (exploited.length > 0) take(await withExploited(database, exploited));
  return images.map(({ seq, id, scanned_at }) => {
    const packages = [...(found.get(seq)?.values() ?? [])];
    return { seq, id, scannedAt: (scanned_at ?? 0) as EpochMs, packages };
  });
}

function namesByType(packages: Concern['packages']): ReadonlyMap<string, readonly string[]> {
  const byTypes = new Map<string, Set<string>>();
  for (const { ecosystem, name } of packages) {
    const language = languages[ecosystem.split(':')[0] ?? ''];
    for (const type of language === undefined ? distributionTypes : [language]) {
      const names = byTypes.get(type) ?? new Set<string>();
      byTypes.set(type, names.add(matchName(name)));
    }
  }
  return new Map([...byTypes].map(([type, names]) => [type, [...names]]));
}

/** By any of its names: they are lines of what a finding is searched by. */
async function withExploited(database: Kysely<Tables>, exploited: readonly string[]): Promise<readonly Row[]> {
  const names = JSON.stringify(exploited.map((name) => name.toLowerCase()));
  const isNamed =
    exploited.length > mostExploited
      ? sql<SqlBool>`true`
      : sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(${names}) WHERE instr(image_finding.haystack, value) > 0)`;
  return database
    .selectFrom('image_finding')
    .innerJoin('image_package', (join) =>
      join
        .onRef('image_package.image', '=', 'image_finding.image')
        .onRef('image_package.id', '=', 'image_finding.package'),
    )
    .select(['image_package.image', 'image_package.part', 'image_package.place'])
    .distinct()
    .where('image_finding.kind', '=', 'vulnerability')
    .where(isNamed)
    .execute();
}

/** Images that were scanned anew in between are not in it. */
export async function rematchSubjects(
  database: Kysely<Tables>,
  images: readonly ConcernedImage[],
): Promise<readonly RematchSubject[]> {
  const held = await packagesAt(
    database,
    images.flatMap(({ seq, packages }) => packages.map((one) => ({ image: seq, ...one }))),
  );
  const owners = await ownersOf(database, held);
  for (const [image, more] of await packagesAt(database, owners)) held.get(image)?.push(...more);
  const before = await findingsAbout(database, held);
  const heads = await database
    .selectFrom('image_report')
    .innerJoin('image', 'image.seq', 'image_report.image')
    .select(['image_report.image', 'outline', 'vex', 'scanned_at'])
    .where(
      oneOf(
        'image_report.image',
        images.map(({ seq }) => seq),
      ),
    )
    .execute();
  const known = new Map(heads.map((row) => [row.image, row]));
  return images.flatMap(({ seq, id, scannedAt }) => {
    const row = known.get(seq);
    if (row === undefined || row.scanned_at !== scannedAt) return [];
    const image = JSON.parse(row.outline) as Image;
    const vex = row.vex === null ? [] : unpacked<readonly VexDocument[]>(row.vex);
    return [{ id, scannedAt, image, packages: held.get(seq) ?? [], before: before.get(seq) ?? [], vex }];
  });
}

async function packagesAt(database: Kysely<Tables>, rows: readonly Row[]): Promise<Map<number, Package[]>> {
  const parts = await partsOf(database, 'package', rows);
  const packages = new Map<number, Package[]>();
  for (const { image, part, place } of rows) {
    const line = parts.get(`${image} ${part}`)?.[place];
    if (line === undefined || line === gone) continue;
    const one = JSON.parse(line) as Package;
    const list = packages.get(image);
    if (list === undefined) packages.set(image, [one]);
    else list.push(one);
  }
  return packages;
}

async function ownersOf(
  database: Kysely<Tables>,
  held: ReadonlyMap<number, readonly Package[]>,
): Promise<readonly Row[]> {
  const wanted: [number, string][] = [];
  for (const [image, packages] of held) {
    const there = new Set(packages.map(({ id }) => id));
    for (const owner of new Set(packages.map(({ ownedBy }) => ownedBy)))
      if (owner !== undefined && !there.has(owner)) wanted.push([image, owner]);
  }
  if (wanted.length === 0) return [];
  return database
    .selectFrom('image_package')
    .select(['image', 'part', 'place'])
    .where(pairs(['image', 'id'], wanted))
    .execute();
}

/** What advisories say of a package: vulnerabilities, and that it is malicious. */
async function findingsAbout(
  database: Kysely<Tables>,
  held: ReadonlyMap<number, readonly Package[]>,
): Promise<ReadonlyMap<number, readonly ImageFinding[]>> {
  const about = [...held].flatMap(([image, packages]) => packages.map(({ id }): [number, string] => [image, id]));
  const rows = await database
    .selectFrom('image_finding')
    .select(['image', 'part', 'place'])
    .where(pairs(['image', 'package'], about))
    .execute();
  const parts = await partsOf(database, 'finding', rows);
  const findings = new Map<number, ImageFinding[]>();
  for (const { image, part, place } of rows) {
    const line = parts.get(`${image} ${part}`)?.[place];
    if (line === undefined || line === gone) continue;
    const finding = JSON.parse(line) as ImageFinding;
    if (finding.kind !== 'vulnerability' && !(finding.kind === 'malware' && finding.engine === 'osv')) continue;
    const list = findings.get(image);
    if (list === undefined) findings.set(image, [finding]);
    else list.push(finding);
  }
  return findings;
}

/** Each part once, by image and number. */
async function partsOf(
  database: Kysely<Tables>,
  of: 'finding' | 'package',
  rows: readonly { readonly image: number; readonly part: number }[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const wanted = new Map(rows.map(({ image, part }) => [`${image} ${part}`, [image, part] as const]));
  const parts = await database
    .selectFrom('image_part')
    .select(['image', 'part', 'body'])
    .where('of', '=', of)
    .where(pairs(['image', 'part'], [...wanted.values()]))
    .execute();
  return new Map(parts.map(({ image, part, body }) => [`${image} ${part}`, linesOf(body)]));
}
