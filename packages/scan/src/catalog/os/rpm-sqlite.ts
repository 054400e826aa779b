/** rpm's SQLite database (`rpmdb.sqlite`): table Packages, a blob a header. */
import { unreadableInventory } from './whole-file.ts';

const magic = 'SQLite format 3\0';
const mostPackages = 200_000;

/** One at a time, for together they are as large as the file. @throws ScanError when the file is none, or while it is read and SQLite finds it broken */
export async function sqliteHeaders(file: Buffer): Promise<Iterable<Buffer>> {
  if (file.length < 100 || file.toString('latin1', 0, 16) !== magic)
    throw unreadableInventory('it is no SQLite database');
  // Loaded here, as most images have no rpm.
  const { default: Database } = await import('better-sqlite3');
  return headersIn(file, Database);
}

function* headersIn(file: Buffer, Database: typeof import('better-sqlite3')): Iterable<Buffer> {
  // Write and read version 2 mean a log beside the file, which a database in memory cannot have: 1 is without.
  const logged = file[18] !== 1 || file[19] !== 1;
  const plain = logged ? Buffer.from(file) : file;
  if (logged) plain.fill(1, 18, 20);
  try {
    const database = new Database(plain);
    try {
      database.pragma('trusted_schema = OFF');
      database.pragma('cell_size_check = ON');
      if (!isPlainTable(database)) throw unreadableInventory('it has no table Packages');
      const rows = database.prepare('SELECT blob FROM Packages LIMIT ?').pluck().iterate(mostPackages);
      for (const row of rows) if (Buffer.isBuffer(row)) yield row;
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) throw unreadableInventory(`SQLite says: ${error.message}`, error);
    throw error;
  }
}

/** A view or a computed column of that name would be a program, and it is the image that wrote it. */
function isPlainTable(database: import('better-sqlite3').Database): boolean {
  const table = database
    .prepare("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'Packages' AND rootpage > 0")
    .get();
  if (table === undefined) return false;
  const columns = database.prepare('SELECT name, hidden FROM pragma_table_xinfo(?)').all('Packages') as readonly {
    readonly name: string;
    readonly hidden: number;
  }[];
  return columns.some(({ name, hidden }) => name === 'blob' && hidden === 0);
}
