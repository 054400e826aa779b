/** From files that were seen to run to packages that are in use. */
import type { EpochMs, Use } from '@plimsoll/core';
import type { Kysely } from 'kysely';
import { useRank } from './image-rank.ts';
import type { Tables } from './tables.ts';

/** By package; '' stands for every package that was not seen. undefined when nobody watches what runs the image. */
export async function usesOfImage(
  database: Kysely<Tables>,
  image: number,
): Promise<ReadonlyMap<string, Use> | undefined> {
  const watched = await database
    .selectFrom('watched')
    .innerJoin('image_alias', 'image_alias.alias', 'watched.image')
    .select(['workload', 'since', 'last_at'])
    .where('image_alias.image', '=', image)
    .execute();
  if (watched.length === 0) return undefined;
  const uses = new Map<string, Use>();
  const since = Math.min(...watched.map((one) => one.since)) as EpochMs;
  const lastAt = Math.max(...watched.map((one) => one.last_at)) as EpochMs;
  const workloads = [...new Set(watched.map(({ workload }) => workload))];
  uses.set('', { state: 'never-seen', since, lastAt, path: undefined, workloads });
  const files = await database
    .selectFrom('usage')
    .innerJoin('image_alias', 'image_alias.alias', 'usage.image')
    .select(['package', 'kind', 'path', 'first_at', 'last_at', 'workload'])
    .where('image_alias.image', '=', image)
    .where('package', 'is not', null)
    .where('package', '!=', '')
    .orderBy('package')
    .orderBy('kind')
    .orderBy('path')
    .execute();
  for (const file of files) {
    const state = file.kind === 'executed' ? 'executed' : 'loaded';
    const seen: Use = {
      state,
      since: file.first_at as EpochMs,
      lastAt: file.last_at as EpochMs,
      path: file.path,
      workloads: [file.workload],
    };
    const key = file.package ?? '';
    uses.set(key, joined(uses.get(key), seen));
  }
  return uses;
}

/** The stronger word counts; times and workloads of the same word add up. */
function joined(a: Use | undefined, b: Use): Use {
  if (a === undefined || useRank[b.state] > useRank[a.state]) return b;
  if (useRank[b.state] < useRank[a.state]) return a;
  return {
    ...a,
    since: Math.min(a.since, b.since) as EpochMs,
    lastAt: Math.max(a.lastAt, b.lastAt) as EpochMs,
    workloads: [...new Set([...a.workloads, ...b.workloads])].slice(0, 50),
  };
}

/** Writes what is known of use into the columns that lists sort by; the image's own figures follow from them. */
export async function applyUse(database: Kysely<Tables>, image: number): Promise<void> {
  const uses = await usesOfImage(database, image);
  const base = useRank[uses === undefined ? 'unwatched' : 'never-seen'];
  await database
    .updateTable('image_finding')
    .set({ use: base })
    .where('image', '=', image)
    .where('kind', '=', 'vulnerability')
    .execute();
  await database.updateTable('image_package').set({ use: base }).where('image', '=', image).execute();
  for (const [id, { state }] of uses ?? []) {
    if (id === '') continue;
    const use = useRank[state];
    await database
      .updateTable('image_finding')
      .set({ use })
      .where('image', '=', image)
      .where('package', '=', id)
      .where('kind', '=', 'vulnerability')
      .execute();
    await database.updateTable('image_package').set({ use }).where('image', '=', image).where('id', '=', id).execute();
  }
  await database
    .updateTable('image')
    .set({ watched_since: uses?.get('')?.since ?? null })
    .where('seq', '=', image)
    .execute();
}
