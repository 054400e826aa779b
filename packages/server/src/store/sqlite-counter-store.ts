import { type Kysely, sql } from 'kysely';
import type { CounterStore } from './counter-store.ts';
import type { Tables } from './tables.ts';

export function sqliteCounterStore(database: Kysely<Tables>): CounterStore {
  return {
    async add(name, by) {
      if (by === 0) return;
      await database
        .insertInto('counter')
        .values({ name, value: by })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`value + ${by}` }))
        .execute();
    },
    async all() {
      const rows = await database.selectFrom('counter').selectAll().execute();
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
  };
}
