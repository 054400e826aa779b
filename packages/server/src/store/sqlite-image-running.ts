/** What of the images runs: told of all nodes at once. */
import type { Kysely } from 'kysely';
import type { RunningImage } from './image-store.ts';
import { sequenceOf } from './sqlite-image-alias.ts';
import { oneOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

/** Images that are not among these do not run. Returns those for which that is new. */
export async function setRunning(
  database: Kysely<Tables>,
  images: readonly RunningImage[],
): Promise<readonly string[]> {
  const now = new Map<number, { workloads: Set<string>; containers: number }>();
  for (const { alias, workloads, containers } of images) {
    const image = await sequenceOf(database, alias);
    if (image === undefined) continue;
    const one = now.get(image) ?? { workloads: new Set<string>(), containers: 0 };
    for (const workload of workloads) one.workloads.add(workload);
    now.set(image, { ...one, containers: one.containers + containers });
  }
  const before = await database
    .selectFrom('image')
    .select(['seq', 'id', 'containers', 'workloads'])
    .where((where) => where.or([where('containers', '>', 0), oneOf('seq', [...now.keys()])]))
    .execute();
  const changed: string[] = [];
  for (const { seq, id, containers, workloads } of before) {
    const is = now.get(seq);
    const next = { containers: is?.containers ?? 0, workloads: JSON.stringify([...(is?.workloads ?? [])].sort()) };
    if (next.containers === containers && next.workloads === workloads) continue;
    await database.updateTable('image').set(next).where('seq', '=', seq).execute();
    changed.push(id);
  }
  return changed;
}
