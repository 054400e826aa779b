import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldFile } from './file-view.ts';
import { SqliteError, sqliteTable } from './sqlite-file.ts';

interface Made {
  readonly blobs: readonly Uint8Array[];
  /** Every so many rows are deleted again, and as many are put behind the others. */
  readonly deleteEvery?: number;
  readonly pageBytes?: number;
  readonly vacuum?: 'none' | 'full';
  readonly encoding?: string;
}

/** The file, and what SQLite itself reads in it. */
function made({ blobs, deleteEvery = 0, pageBytes = 4096, vacuum = 'none', encoding = 'UTF-8' }: Made) {
  const database = new Database(':memory:');
  database.pragma(`page_size = ${pageBytes}`);
  database.pragma(`auto_vacuum = ${vacuum}`);
  database.pragma(`encoding = '${encoding}'`);
  database.exec('CREATE TABLE Other (name TEXT, count INTEGER)');
  database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
  database.exec('CREATE INDEX Sizes ON Packages (length(blob))');
  const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
  for (const each of blobs) insert.run(Buffer.from(each));
  if (deleteEvery > 0) {
    database.exec(`DELETE FROM Packages WHERE hnum % ${deleteEvery} = 0`);
    for (const each of blobs.slice(0, blobs.length / deleteEvery)) insert.run(Buffer.from(each));
  }
  const expected = database.prepare('SELECT blob FROM Packages').pluck().all() as Buffer[];
  const file = database.serialize();
  database.close();
  return { file, expected };
}

function blobsIn(file: Buffer): readonly (Buffer | undefined)[] {
  const rows = sqliteTable(heldFile(file), 'Packages')?.rows() ?? [];
  return Array.from(rows, (row) => {
    const blob = row.blob(1);
    return blob === undefined ? undefined : Buffer.from(blob);
  });
}

describe('sqliteTable', () => {
  it('reads what SQLite reads, of one page or many, in one piece or over pages of its own', () => {
    const size = fc.oneof(fc.nat(50), fc.integer({ min: 400, max: 5000 }), fc.integer({ min: 60_000, max: 70_000 }));
    fc.assert(
      fc.property(
        fc.array(size, { maxLength: 40 }),
        fc.constantFrom(512, 1024, 4096, 65_536),
        fc.constantFrom('none' as const, 'full' as const),
        fc.nat(4),
        (sizes, pageBytes, vacuum, deleteEvery) => {
          const blobs = sizes.map((bytes) => new Uint8Array(bytes).fill(bytes % 251));
          const { file, expected } = made({ blobs, pageBytes, vacuum, deleteEvery });
          expect(blobsIn(file).length).toBe(expected.length);
          blobsIn(file).forEach((blob, row) => {
            expect(blob?.equals(expected[row] as Buffer)).toBe(true);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes down as many steps as there are', () => {
    const blobs = Array.from({ length: 20_000 }, (_, number) => Buffer.from(`blob ${number}`));
    const { file, expected } = made({ blobs, pageBytes: 512 });
    expect(blobsIn(file)).toEqual(expected);
  });

  it('says how a table was made, and that there is none', () => {
    const { file } = made({ blobs: [] });
    expect(sqliteTable(heldFile(file), 'Other')?.sql).toBe('CREATE TABLE Other (name TEXT, count INTEGER)');
    expect(sqliteTable(heldFile(file), 'Sizes')).toBeUndefined();
    expect(() => sqliteTable(heldFile(made({ blobs: [], encoding: 'UTF-16le' }).file), 'Other')).toThrow(
      'not in UTF-8',
    );
  });

  it('throws nothing but its own error, whatever the bytes are, and comes to an end', () => {
    const { file } = made({
      blobs: Array.from({ length: 60 }, (_, number) => new Uint8Array(number * 40)),
      pageBytes: 512,
    });
    const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
    // Most of what leads somewhere is in the first pages, at their beginnings.
    const pointed = fc.tuple(
      fc.nat(file.length / 512 - 1).chain((page) => fc.nat(40).map((at) => page * 512 + at)),
      fc.nat(255),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(change, pointed), { maxLength: 8 }), fc.nat(file.length), (changes, cut) => {
        const bytes = Buffer.from(changes.length % 3 === 0 ? file.subarray(0, cut) : file);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          expect(blobsIn(bytes).length).toBeLessThan(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(SqliteError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
