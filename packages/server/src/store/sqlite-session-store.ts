import type { EpochMs } from '@plimsoll/core';
import { type Kysely, sql } from 'kysely';
import type { SessionStore } from './session-store.ts';
import type { Tables } from './tables.ts';

export function sqliteSessionStore(database: Kysely<Tables>): SessionStore {
  return {
    async add({ idHash, createdAt, expiresAt }) {
      await database
        .insertInto('session')
        .values({ id_hash: idHash, created_at: createdAt, expires_at: expiresAt })
        .execute();
    },
    async get(idHash) {
      const row = await database.selectFrom('session').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
      return row && { idHash, createdAt: row.created_at as EpochMs, expiresAt: row.expires_at as EpochMs };
    },
    async extend(idHash, expiresAt) {
      await database.updateTable('session').set({ expires_at: expiresAt }).where('id_hash', '=', idHash).execute();
    },
    async remove(idHash) {
      await database.deleteFrom('session').where('id_hash', '=', idHash).execute();
    },
    async removeAll() {
      await database.deleteFrom('session').execute();
    },
    async trim({ now, keep }) {
      await database.deleteFrom('session').where('expires_at', '<=', now).execute();
      await sql`DELETE FROM session WHERE id_hash IN (
        SELECT id_hash FROM session ORDER BY expires_at DESC LIMIT -1 OFFSET ${keep})`.execute(database);
    },
    async secretHash(name) {
      return (await database.selectFrom('secret').select('hash').where('name', '=', name).executeTakeFirst())?.hash;
    },
    async putSecretHash(name, hash, at) {
      await database
        .insertInto('secret')
        .values({ name, hash, at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ hash, at }))
        .execute();
    },
  };
}
