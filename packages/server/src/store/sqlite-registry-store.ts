import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RegistryStore, StoredRegistry } from './registry-store.ts';
import type { Tables } from './tables.ts';

export function sqliteRegistryStore(database: Kysely<Tables>): RegistryStore {
  return {
    async all() {
      const rows = await database.selectFrom('registry').select('body').orderBy('host').orderBy('id').execute();
      return rows.map(({ body }) => JSON.parse(body) as StoredRegistry);
    },
    async get(id) {
      const row = await database.selectFrom('registry').select('body').where('id', '=', id).executeTakeFirst();
      return row && (JSON.parse(row.body) as StoredRegistry);
    },
    async put(registry, sealed) {
      const row = { host: registry.host, body: JSON.stringify(registry), ...(sealed !== undefined && { sealed }) };
      await database
        .insertInto('registry')
        .values({ id: registry.id, created_at: registry.createdAt, sealed: sealed ?? null, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async sealed(id) {
      const row = await database.selectFrom('registry').select('sealed').where('id', '=', id).executeTakeFirst();
      return row?.sealed ?? undefined;
    },
    async remove(id) {
      await database.deleteFrom('registry').where('id', '=', id).execute();
      await database.deleteFrom('registry_tag').where('registry', '=', id).execute();
    },
    async tag({ registry, repository, tag }) {
      const row = await database
        .selectFrom('registry_tag')
        .select('digest')
        .where('registry', '=', registry)
        .where('repository', '=', repository)
        .where('tag', '=', tag)
        .executeTakeFirst();
      return row?.digest;
    },
    async putTag(key, digest, at) {
      await database
        .insertInto('registry_tag')
        .values({ ...key, digest, at })
        .onConflict((conflict) => conflict.columns(['registry', 'repository', 'tag']).doUpdateSet({ digest, at }))
        .execute();
    },
    async trimTags(registry, keep) {
      const result = await sql`DELETE FROM registry_tag WHERE registry = ${registry} AND (repository, tag) NOT IN (
        SELECT repository, tag FROM registry_tag WHERE registry = ${registry} ORDER BY at DESC LIMIT ${keep})`.execute(
        database,
      );
      return Number(result.numAffectedRows ?? 0);
    },
  };
}
