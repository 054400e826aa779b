/**
 * What a new advisory costs the server: a thousand stored images, an update, and everything of it on the disk.
 *
 * in     a folder for the server's data; advisories that are made here
 * out    milliseconds from the delta of an update to its last commit, for an update as they come and for one that changes every image
 * holds  the server's own database, queue of commits and worker process; nothing is scanned, so that facts are not needed
 */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AdvisoryDatabase, matchPackages, openAdvisories, updateAdvisories } from '@plimsoll/scan';
import { openScanWorker } from '@plimsoll/server';
import { strToU8, zipSync } from 'fflate';
import { pino } from 'pino';
import { systemClock } from '../../packages/server/src/clock.ts';
import { createCommitQueue } from '../../packages/server/src/ingest/commit-queue.ts';
import { createRematching } from '../../packages/server/src/scan/rematching.ts';
import { openStore } from '../../packages/server/src/store/open.ts';
import type { Store } from '../../packages/server/src/store/store.ts';
import { median, note } from '../report.ts';
import { imageOf, now, os, packageOf, seeded } from './images.ts';

const images = 1000;
const packagesOfImage = 300;
const names = 5000;
const everywhere = 5;
const concerned = 20;
const rounds = 3;

const main = fileURLToPath(new URL('../../packages/server/src/scan/worker/main.ts', import.meta.url));

export interface ServerRematch {
  readonly ms: number;
  /** Images the update concerned, and of which it changed anything. */
  readonly concerned: number;
  readonly changed: number;
}

/**
 * The update concerns twenty packages, five of which every image holds. usual: of a tenth of all images one of the five is affected, and
 * whichever hold one of the fifteen others. all: one of the five is affected in every image.
 */
export async function serverRematch(folder: string, kind: 'usual' | 'all'): Promise<ServerRematch> {
  const filled = join(folder, 'filled');
  if (!existsSync(filled)) await fillOnce(filled);
  const runs: ServerRematch[] = [];
  for (let round = 0; round <= rounds; round++) {
    const place = join(folder, `${kind}-${round}`);
    cpSync(filled, place, { recursive: true });
    const run = await once(place, kind);
    note(`server, ${kind}: ${Math.round(run.ms)} ms, ${run.changed} of ${run.concerned} images changed`);
    if (round > 0) runs.push(run);
    rmSync(place, { recursive: true });
  }
  const [first] = runs;
  if (first === undefined) throw new Error('nothing ran');
  return { ...first, ms: median(runs.map(({ ms }) => ms)) };
}

function placesIn(folder: string) {
  const dataDir = join(folder, 'data');
  return {
    dataDir,
    mirror: join(folder, 'mirror'),
    advisories: join(folder, 'advisories'),
    file: join(dataDir, 'plimsoll.db'),
  };
}

async function fillOnce(folder: string): Promise<void> {
  const { dataDir, mirror, advisories: dir, file } = placesIn(folder);
  mkdirSync(dataDir, { recursive: true });
  writeMirror(mirror, recordsOf(undefined));
  await updateAdvisories({ dir, base: mirror, signal: new AbortController().signal, now: () => Date.now() });
  const database = openAdvisories(dir);
  const store = openStore({ file });
  await fill(store, database);
  await store.close();
  database.close();
}

async function once(folder: string, kind: 'usual' | 'all'): Promise<ServerRematch> {
  const { dataDir, mirror, advisories, file } = placesIn(folder);
  const log = pino({ level: 'silent' });
  const command = [process.execPath, '--conditions=source', main] as const;
  const worker = openScanWorker({ dataDir, advisories, dockerSocket: undefined, command, log });
  const store = openStore({ file });
  try {
    const rematching = createRematching({
      ...{ store, worker, clock: systemClock, historyKept: 50, tell: () => {}, changed: async () => {} },
      commits: createCommitQueue(store),
      documents: async () => ({ exceptions: [], policies: [] }),
    });
    writeMirror(mirror, recordsOf(kind));
    const updated = await worker.call('update', { mirror, force: false });
    const startedAt = performance.now();
    const looked = await rematching.updated(updated);
    const brought = await rematching.bring({ signal: new AbortController().signal, onProgress: () => {} });
    const ms = performance.now() - startedAt;
    if ((await rematching.left(looked)).length > 0) throw new Error('not every image was matched again');
    return { ms, concerned: looked.length, changed: brought.changed.length };
  } finally {
    await worker.close();
    await store.close();
  }
}

/** The first few names are in every image; of them a tenth of the images has an older version. */
async function fill(store: Store, database: AdvisoryDatabase): Promise<void> {
  const random = seeded(7);
  await store.atomically(async ({ images: kept }) => {
    for (let number = 0; number < images; number++) {
      const version = number % 10 === 0 ? '1.0' : '2.0';
      const drawn = Array.from({ length: packagesOfImage - everywhere }, () => Math.floor(random() * names));
      const held = [...new Set([...Array.from({ length: everywhere }, (_, name) => name), ...drawn])];
      const packages = held.map((name, place) =>
        packageOf({ type: 'deb', name: nameOf(name), version: name < everywhere ? version : '1.0' }, place),
      );
      const image = imageOf(number);
      const { findings } = matchPackages({ image, contents: { os, packages }, database, now });
      await kept.keep({
        report: {
          ...{ schema: 'plimsoll-scan/1', scannedAt: now, durationMs: 1, image, packages, findings, checks: [] },
          ...{ data: database.data, complete: true, problems: [], notes: [] },
        },
        ...{ stored: undefined, profile: undefined, aliases: [], name: undefined, layersKnown: 0, historyKept: 50 },
      });
    }
  });
}

function nameOf(name: number): string {
  return `library-${name}`;
}

/** Every third name has two known vulnerabilities, one of which is mended in 1.5. */
function recordsOf(news: 'usual' | 'all' | undefined) {
  const records = Array.from({ length: names }, (_, name) => name)
    .filter((name) => name % 3 === 0)
    .flatMap((name) => [recordOf(name, 1, '1.5'), recordOf(name, 2, '0.9')]);
  if (news === undefined) return records;
  const first = recordOf(0, 3, news === 'all' ? '3.0' : '1.5');
  // Of the others that every image holds, what is told is of versions none has any more.
  const common = Array.from({ length: everywhere - 1 }, (_, index) => recordOf(index + 1, 3, '0.9'));
  const rare = Array.from({ length: concerned - everywhere }, (_, index) => recordOf(everywhere + index, 3, '1.5'));
  return [...records, first, ...common, ...rare];
}

function recordOf(name: number, number: number, fixed: string) {
  const id = `CVE-2024-${name * 10 + number + 10_000}`;
  const modified = new Date(now).toISOString();
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }];
  return {
    ...{ id: `DEBIAN-${id}`, upstream: [id], modified, published: modified, summary: `A flaw in ${nameOf(name)}` },
    affected: [{ package: { ecosystem: 'Debian:12', name: nameOf(name) }, ranges }],
  };
}

function writeMirror(mirror: string, records: readonly ReturnType<typeof recordOf>[]): void {
  const put = (path: string, content: string | Uint8Array) => {
    const file = join(mirror, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  put(
    'osv/Debian/all.zip',
    zipSync(Object.fromEntries(records.map((each) => [`${each.id}.json`, strToU8(JSON.stringify(each))]))),
  );
  const changes = records.map(({ id, modified }) => `${modified},${id}`);
  put('osv/Debian/modified_id.csv', `${changes.toSorted().toReversed().join('\n')}\n`);
}
