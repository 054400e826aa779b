import type { Kysely } from 'kysely';
import type { ScanSettingsStore, StoredException, StoredPolicy, StoredSchedule } from './scan-settings-store.ts';
import { countOf, holdsText, type Order, pageOf } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

const newestFirst: Order = { columns: ['seq'], direction: 'desc' };

export function sqliteScanSettingsStore(database: Kysely<Tables>): ScanSettingsStore {
  const bodyOf = async <T>(table: 'schedule' | 'policy' | 'image_exception', id: string): Promise<T | undefined> => {
    const row = await database.selectFrom(table).select('body').where('id', '=', id).executeTakeFirst();
    return row && (JSON.parse(row.body) as T);
  };
  return {
    async schedules() {
      const rows = await database.selectFrom('schedule').select('body').orderBy('id').execute();
      return rows.map(({ body }) => JSON.parse(body) as StoredSchedule);
    },
    schedule: (id) => bodyOf('schedule', id),
    async putSchedule(schedule) {
      const body = JSON.stringify(schedule);
      await database
        .insertInto('schedule')
        .values({ id: schedule.id, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
    },
    async removeSchedule(id) {
      await database.deleteFrom('schedule').where('id', '=', id).execute();
    },

    async exceptions({ state, text, cursor, limit }) {
      let matching = database.selectFrom('image_exception');
      if (state !== undefined) matching = matching.where('state', '=', state);
      if (text !== undefined && text !== '') matching = matching.where(holdsText('haystack', text));
      const { rows, next } = await pageOf(matching.selectAll(), newestFirst, { sort: 'exceptions', limit, cursor });
      return {
        items: rows.map(({ body }) => JSON.parse(body) as StoredException),
        total: await countOf(matching),
        next,
      };
    },
    exception: (id) => bodyOf('image_exception', id),
    async putException(exception) {
      const { scope, reason, owner, id, state, expiresAt } = exception;
      const row = {
        state,
        expires_at: expiresAt,
        haystack: [...scope.ids, ...scope.packages, ...scope.repositories, reason, owner].join('\n').toLowerCase(),
        body: JSON.stringify(exception),
      };
      await database
        .insertInto('image_exception')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async activeExceptions() {
      const rows = await database
        .selectFrom('image_exception')
        .select('body')
        .where('state', '=', 'active')
        .orderBy('seq')
        .execute();
      return rows.map(({ body }) => JSON.parse(body) as StoredException);
    },
    async dueExceptions(now) {
      const rows = await database
        .selectFrom('image_exception')
        .select('body')
        .where('state', '=', 'active')
        .where('expires_at', '<=', now)
        .execute();
      return rows.map(({ body }) => JSON.parse(body) as StoredException);
    },

    async policies() {
      const rows = await database.selectFrom('policy').select('body').orderBy('name').execute();
      return rows.map(({ body }) => JSON.parse(body) as StoredPolicy);
    },
    policy: (id) => bodyOf('policy', id),
    async putPolicy(policy) {
      const row = { name: policy.name, body: JSON.stringify(policy) };
      await database
        .insertInto('policy')
        .values({ id: policy.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async removePolicy(id) {
      await database.deleteFrom('policy').where('id', '=', id).execute();
    },
  };
}
