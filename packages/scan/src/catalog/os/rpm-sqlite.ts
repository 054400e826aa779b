/** rpm's SQLite database (`rpmdb.sqlite`): table Packages, a blob a header. */
import type { FileView } from './file-view.ts';
import { SqliteError, sqliteTable } from './sqlite-file.ts';
import { unreadableInventory } from './whole-file.ts';

const mostPackages = 200_000;

/**
 * Where they lie in the file, which is as large as all of them together: SQLite itself would hold it a second time. Each is good until the
 * next is asked for.
 * @throws ScanError when the file is none, or when it is found broken
 */
export function* sqliteHeaders(file: FileView): Iterable<Buffer> {
  try {
    const table = sqliteTable(file, 'Packages');
    const column = table === undefined ? -1 : blobColumn(table.sql);
    if (table === undefined || column === -1) throw unreadableInventory('it has no table Packages');
    let rows = 0;
    for (const row of table.rows()) {
      const header = row.blob(column);
      if (header !== undefined) yield header;
      if (++rows === mostPackages) return;
    }
  } catch (error) {
    if (error instanceof SqliteError) throw unreadableInventory(error.message, error);
    throw error;
  }
}

/**
 * Which of its columns is called `blob`; −1 when none is, or when it is written in words rpm does not use. A computed column is not written
 * down, and those after it are not where they seem to be.
 */
function blobColumn(sql: string): number {
  const columns = /^CREATE TABLE ['"`[]?Packages['"`\]]?\s*\(([^()]*)\)\s*$/i.exec(sql)?.[1]?.split(',') ?? [];
  return columns.findIndex((column) => /^\s*['"`[]?blob['"`\]]?(?:\s|$)/i.test(column));
}
