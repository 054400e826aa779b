import type { Change, ChangeWhat } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import type { Kysely } from 'kysely';
import { readCursor, writeCursor } from './cursor.ts';
import { firstHash, hashOf, type Ledger } from './ledger.ts';
import type { ChangeRow, Tables } from './tables.ts';

const walkAtOnce = 1000;

export function sqliteLedger(database: Kysely<Tables>): Ledger {
  return {
    async append(entry) {
      const last = await database
        .selectFrom('change')
        .select('hash')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const linked = {
        ...entry,
        before: plain(entry.before),
        after: plain(entry.after),
        because: [...entry.because],
        previousHash: last?.hash ?? firstHash,
      };
      const change = { ...linked, hash: hashOf(linked) };
      const { previousHash, because, before, after, ...columns } = change;
      await database
        .insertInto('change')
        .values({
          ...columns,
          before: JSON.stringify(before),
          after: JSON.stringify(after),
          because: JSON.stringify(because),
          previous_hash: previousHash,
        })
        .execute();
      return change;
    },
    async list({ subject, what, cursor, limit }) {
      let matching = database.selectFrom('change');
      if (subject !== undefined) matching = matching.where('subject', '=', subject);
      if (what !== undefined) matching = matching.where('what', '=', what);
      const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      let select = matching
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(limit + 1);
      if (cursor !== undefined) {
        const [before = 0] = readCursor(cursor, { of: 'changes', numbers: 1 });
        select = select.where('seq', '<', before);
      }
      const rows = await select.execute();
      const shown = rows.slice(0, limit);
      const end = shown.at(-1);
      return {
        items: shown.map(fromRow),
        total: Number(total),
        next: rows.length > limit && end !== undefined ? writeCursor({ of: 'changes', numbers: [end.seq] }) : null,
      };
    },
    async firstBroken() {
      let expected = firstHash;
      let after = 0;
      for (;;) {
        const rows = await database
          .selectFrom('change')
          .selectAll()
          .where('seq', '>', after)
          .orderBy('seq')
          .limit(walkAtOnce)
          .execute();
        for (const row of rows) {
          const { hash, ...entry } = fromRow(row);
          if (entry.previousHash !== expected || hashOf(entry) !== hash) return entry.id;
          expected = hash;
          after = row.seq;
        }
        if (rows.length < walkAtOnce) return undefined;
      }
    },
  };
}

/** As JSON will give it back: what is hashed must be what is read. */
function plain(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

function fromRow(row: ChangeRow | (Omit<ChangeRow, 'seq'> & { seq: number })): Change {
  return {
    id: row.id as RecordId,
    at: row.at as EpochMs,
    actor: row.actor,
    what: row.what as ChangeWhat,
    subject: row.subject,
    before: JSON.parse(row.before),
    after: JSON.parse(row.after),
    reason: row.reason,
    because: JSON.parse(row.because),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
