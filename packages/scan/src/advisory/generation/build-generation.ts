/**
 * Builds one immutable generation: a merge of the feeds' files in the order of their package keys.
 *
 * in     feed files, each sorted by (ecosystem, name)
 * out    a folder with the advisories, their texts, and a manifest
 * holds  memory does not grow with the number of records but by a few bytes each; a folder with its final name is complete and on the disk
 */
import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sync } from '../feed/feed-file.ts';
import type { FeedState } from '../feed/feed-state.ts';
import { sha256Of } from './file-hash.ts';
import { createFile, writeDetails, writeFacts } from './generation-tables.ts';
import { generationFolder, generationsFolder, type Manifest, writeManifest } from './manifest.ts';
import { writeHeads } from './write-heads.ts';
import { writePackages } from './write-packages.ts';

export interface BuildFeed {
  readonly file: string;
  readonly state: FeedState;
}

export interface BuildOptions {
  readonly dir: string;
  readonly base: string;
  readonly feeds: readonly BuildFeed[];
  readonly now: number;
  readonly breathe: () => Promise<void> | undefined;
}

/** A feed's file while a generation is built from it. */
export interface OpenFeed extends BuildFeed {
  readonly index: number;
  readonly database: Sqlite.Database;
  /** Its record 1 is this plus 1 in the generation. */
  readonly offset: number;
  /** The largest number of a record in the file. */
  readonly most: number;
  /** As packed in the file. */
  headOf(record: number): string | undefined;
}

export async function buildGeneration({ dir, base, feeds, now, breathe }: BuildOptions): Promise<Manifest> {
  const folder = join(generationsFolder(dir), `.new-${randomUUID()}`);
  const opened: OpenFeed[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    openFeeds(feeds, opened);
    const counts = await writeFiles({ folder, opened, breathe });
    const files = (['advisories.sqlite', 'details.sqlite'] as const).map((name) => hashed(folder, name));
    const generation = nameOf(now, files.map(({ sha256 }) => sha256).join());
    const manifest: Manifest = {
      schema: 1,
      generation,
      builtAt: now,
      newestAt: feeds.reduce((newest, { state }) => Math.max(newest, state.newestAt), 0),
      base,
      files,
      feeds: feeds.map(({ state }) => ageOf(state)),
      ...counts,
    };
    writeManifest(folder, manifest);
    sync(folder);
    renameSync(folder, generationFolder(dir, generation));
    sync(generationsFolder(dir));
    return manifest;
  } finally {
    for (const { database } of opened) database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function ageOf(state: FeedState): Manifest['feeds'][number] {
  const { feed, records, newestAt, fetchedAt, failure, revision } = state;
  return { feed, records, newestAt, fetchedAt, revision, ...(failure === undefined ? {} : { failure }) };
}

/** Into `opened`, so that whoever gave it closes what was opened when one of them cannot be. */
function openFeeds(feeds: readonly BuildFeed[], opened: OpenFeed[]): void {
  let offset = 0;
  for (const [index, feed] of feeds.entries()) {
    const database = new Sqlite(feed.file, { readonly: true, fileMustExist: true });
    // Read once from start to end: a cache for each of many feeds would only add up.
    database.pragma('cache_size = -512');
    const most = database.prepare<[], number>('SELECT ifnull(max(num), 0) FROM record').pluck().get() ?? 0;
    const heads = database.prepare<[number], string>('SELECT head FROM record WHERE num = ?').pluck();
    opened.push({ ...feed, index, database, offset, most, headOf: (record) => heads.get(record) });
    offset += most;
  }
}

async function writeFiles({
  folder,
  opened,
  breathe,
}: {
  folder: string;
  opened: readonly OpenFeed[];
  breathe: BuildOptions['breathe'];
}): Promise<Pick<Manifest, 'ecosystems' | 'packages' | 'advisories'>> {
  const file = join(folder, 'advisories.sqlite');
  const counts = await writeAdvisories(file, opened, breathe);
  sync(file);
  await writeDetails(join(folder, 'details.sqlite'), opened, breathe);
  return counts;
}

async function writeAdvisories(
  file: string,
  opened: readonly OpenFeed[],
  breathe: BuildOptions['breathe'],
): Promise<Pick<Manifest, 'ecosystems' | 'packages' | 'advisories'>> {
  const advisories = createFile(file, 'advisories');
  try {
    const heads = await writeHeads(advisories, opened, breathe);
    const counts = await writePackages(advisories, { feeds: opened, heads, breathe });
    writeFacts(advisories, opened);
    advisories.exec('COMMIT');
    return counts;
  } finally {
    advisories.close();
  }
}

function hashed(folder: string, name: 'advisories.sqlite' | 'details.sqlite'): Manifest['files'][number] {
  const file = join(folder, name);
  return { name, bytes: statSync(file).size, sha256: sha256Of(file) };
}

/** Sorts by time; the end tells two of one millisecond apart. */
function nameOf(now: number, content: string): string {
  const at = new Date(now).toISOString().replace(/[-:.]/g, '');
  return `${at}-${hash('sha256', content).slice(0, 8)}`;
}
