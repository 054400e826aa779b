/** Packages of all feeds, merged in the order of (ecosystem, name): one row a package, with every record that names it. */
import { hash } from 'node:crypto';
import type Sqlite from 'better-sqlite3';
import type { OpenFeed } from './build-generation.ts';
import { compareBytes } from './byte-order.ts';
import { compress } from './compress.ts';
import type { Manifest } from './manifest.ts';
import { reconcile } from './reconcile.ts';
import type { Heads } from './write-heads.ts';

export interface PieceRow {
  readonly feed: OpenFeed;
  /** In the feed's file. */
  readonly record: number;
  readonly body: string;
}

type Row = readonly [ecosystem: string, name: string, record: number, body: string];

interface Cursor {
  readonly feed: OpenFeed;
  readonly rows: IterableIterator<Row>;
  row: Row;
}

/** Above it a body is compressed: the kernel has thousands of records, most packages one or two. */
const compressFrom = 1024;

export async function writePackages(
  database: Sqlite.Database,
  { feeds, heads, breathe }: { feeds: readonly OpenFeed[]; heads: Heads; breathe: () => Promise<void> | undefined },
): Promise<Pick<Manifest, 'ecosystems' | 'packages' | 'advisories'>> {
  const insert = database.prepare('INSERT INTO package (ecosystem, name, hash, body) VALUES (?, ?, ?, ?)');
  const ecosystems: { ecosystem: string; packages: number }[] = [];
  let [packages, advisories] = [0, 0];
  for (const { ecosystem, name, pieces } of keysOf(feeds)) {
    await breathe();
    if (ecosystems.at(-1)?.ecosystem !== ecosystem) ecosystems.push({ ecosystem, packages: 0 });
    const kept = reconcile(ecosystem, pieces);
    // An ecosystem counts as known even if all that is known of a package is that it is not affected.
    if (kept.length === 0) continue;
    const text = `[${kept.map(({ feed, record, body }) => `[${feed.offset + record},${body.slice(1)}`).join()}]`;
    const body = text.length < compressFrom ? text : compress(text);
    insert.run(ecosystems.length - 1, name, fingerprintOf(kept, heads), body);
    (ecosystems.at(-1) as { packages: number }).packages++;
    packages++;
    advisories += kept.length;
  }
  database.exec('CREATE UNIQUE INDEX package_key ON package (ecosystem, name)');
  const names = database.prepare('INSERT INTO ecosystem VALUES (?, ?)');
  for (const [num, { ecosystem }] of ecosystems.entries()) names.run(num, ecosystem);
  return { ecosystems, packages, advisories };
}

/** The same for the same content, whatever the order and the numbers of its records. */
function fingerprintOf(pieces: readonly PieceRow[], heads: Heads): Buffer {
  const texts = pieces.map(({ feed, record, body }) => heads.fingerprint(feed.offset + record).toString('hex') + body);
  return hash('sha1', texts.sort().join('\n'), 'buffer').subarray(0, 8);
}

interface Key {
  readonly ecosystem: string;
  readonly name: string;
  readonly pieces: readonly PieceRow[];
}

function* keysOf(feeds: readonly OpenFeed[]): Generator<Key> {
  const cursors = feeds.flatMap(startCursor);
  while (cursors.length > 0) {
    let least = cursors[0] as Cursor;
    for (const cursor of cursors) if (compareKeys(cursor.row, least.row) < 0) least = cursor;
    const [ecosystem, name] = least.row;
    const pieces: PieceRow[] = [];
    for (let index = cursors.length - 1; index >= 0; index--) {
      const cursor = cursors[index] as Cursor;
      while (cursor.row[0] === ecosystem && cursor.row[1] === name) {
        pieces.push({ feed: cursor.feed, record: cursor.row[2], body: cursor.row[3] });
        const next = cursor.rows.next();
        if (next.done === true) {
          cursors.splice(index, 1);
          break;
        }
        cursor.row = next.value;
      }
    }
    yield { ecosystem, name, pieces };
  }
}

function startCursor(feed: OpenFeed): readonly Cursor[] {
  const rows = feed.database
    .prepare<[], Row>('SELECT ecosystem, name, record, body FROM affected ORDER BY ecosystem, name, record, seq')
    .raw()
    .iterate();
  const first = rows.next();
  return first.done === true ? [] : [{ feed, rows, row: first.value }];
}

function compareKeys(a: Row, b: Row): number {
  return compareBytes(a[0], b[0]) || compareBytes(a[1], b[1]);
}
