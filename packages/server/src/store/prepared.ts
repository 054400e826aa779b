/**
 * Keeps prepared statements, where Kysely would prepare each query anew.
 *
 * A statement's memory is SQLite's, which the garbage collector does not see: under load the process would grow by hundreds of
 * megabytes before it collected them. Reusing them is also faster.
 */
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

const mostKept = 256;

export function withPreparedStatements(raw: Sqlite.Database): SqliteDatabase {
  const kept = new Map<string, Sqlite.Statement>();
  return {
    close: () => {
      kept.clear();
      raw.close();
    },
    prepare(text) {
      const known = kept.get(text);
      if (known !== undefined) {
        // The newest last: the first is the one to let go of.
        kept.delete(text);
        kept.set(text, known);
        return known as ReturnType<SqliteDatabase['prepare']>;
      }
      const statement = raw.prepare(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return statement as ReturnType<SqliteDatabase['prepare']>;
    },
  };
}
