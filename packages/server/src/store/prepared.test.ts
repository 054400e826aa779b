import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { withPreparedStatements } from './prepared.ts';

it('reuses what it prepared, and lets go of what is not used', () => {
  const raw = new Sqlite(':memory:');
  const database = withPreparedStatements(raw);
  const often = database.prepare('SELECT 1');
  for (let i = 0; i < 600; i++) {
    database.prepare(`SELECT ${i} AS n`);
    expect(database.prepare('SELECT 1')).toBe(often);
  }
  const early = database.prepare('SELECT 0 AS n');
  expect(database.prepare('SELECT 0 AS n')).toBe(early);
  expect(early.all([])).toEqual([{ n: 0 }]);
  database.close();
  expect(raw.open).toBe(false);
});
