/**
 * The rows of a table in a SQLite file, one at a time: https://www.sqlite.org/fileformat2.html
 *
 * in     the file, of which only what is needed is looked into
 * out    the values of each row as they are stored
 * holds  the file is read where it lies and nothing in it is carried out: no view, no computed column, no trigger. No page is looked at
 *        twice, so that pages that point in a circle end, and no value is longer than the file
 */
import type { FileView } from './file-view.ts';

export class SqliteError extends Error {}

export interface SqliteTable {
  /** As it was made: `CREATE TABLE …`. */
  readonly sql: string;
  /** By their row ids. The values of a row are good until the next is asked for. @throws SqliteError */
  rows(): Iterable<SqliteRow>;
}

export interface SqliteRow {
  /** In the order the table has its columns; undefined for what is not written down, or is no blob. */
  blob(column: number): Buffer | undefined;
}

const magic = 'SQLite format 3\0';
const utf8 = 1;
const pageTypes = { interior: 0x05, leaf: 0x0d } as const;
const schema = { type: 0, name: 1, rootPage: 3, sql: 4 } as const;
const mostColumns = 2000;
const integerBytes = [0, 1, 2, 3, 4, 6, 8] as const;

interface Database {
  readonly file: FileView;
  readonly pageBytes: number;
  /** Of a page, without what is reserved at its end. */
  readonly usable: number;
  readonly pages: number;
}

/** undefined when it has no such table: a view is none. @throws SqliteError */
export function sqliteTable(file: FileView, name: string): SqliteTable | undefined {
  const database = openDatabase(file);
  for (const record of recordsOf(database, 1)) {
    if (textIn(record, schema.type) !== 'table' || textIn(record, schema.name) !== name) continue;
    const rootPage = integerIn(record, schema.rootPage);
    const sql = textIn(record, schema.sql);
    if (rootPage === undefined || rootPage < 1 || sql === undefined) return undefined;
    return { sql, rows: () => rowsOf(database, rootPage) };
  }
  return undefined;
}

function* rowsOf(database: Database, rootPage: number): Iterable<SqliteRow> {
  for (const record of recordsOf(database, rootPage)) {
    yield {
      blob(column) {
        const value = record.values[column];
        return value !== undefined && value.type >= 12 && value.type % 2 === 0 ? bytesOf(record, value) : undefined;
      },
    };
  }
}

function openDatabase(file: FileView): Database {
  const head = file.bytes(0, 100);
  if (head.length < 100 || head.toString('latin1', 0, 16) !== magic) throw new SqliteError('it is no SQLite database');
  const written = head.readUInt16BE(16);
  const pageBytes = written === 1 ? 65_536 : written;
  const usable = pageBytes - head.readUInt8(20);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usable < 480)
    throw new SqliteError(`its pages claim to be of ${pageBytes} bytes`);
  if (head.readUInt32BE(56) !== utf8) throw new SqliteError('its texts are not in UTF-8');
  return { file, pageBytes, usable, pages: Math.floor(file.length / pageBytes) };
}

/** What a record's header says of a value; its bytes lie behind those of the values before it. */
interface Value {
  readonly type: number;
  readonly start: number;
  readonly bytes: number;
}

interface Record {
  readonly payload: Buffer;
  readonly values: readonly Value[];
}

/** Of a table's tree, from the leftmost leaf to the rightmost. */
function* recordsOf(database: Database, rootPage: number): Iterable<Record> {
  const payloads = payloadReader(database);
  const waiting = [rootPage];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    // What its rows go on with is read meanwhile.
    const page = Buffer.from(payloads.page(number));
    const head = number === 1 ? 100 : 0;
    const type = page[head];
    const cells = page.readUInt16BE(head + 3);
    const pointers = head + (type === pageTypes.interior ? 12 : 8);
    if (type !== pageTypes.interior && type !== pageTypes.leaf)
      throw new SqliteError(`page ${number} is none of a table`);
    if (pointers + cells * 2 > page.length) throw new SqliteError(`page ${number} claims ${cells} cells`);
    if (type === pageTypes.interior) waiting.push(page.readUInt32BE(head + 8));
    for (let cell = 0; cell < cells; cell++) {
      // Children wait in a pile: the last one put there is the first to be looked at.
      const place = type === pageTypes.interior ? cells - 1 - cell : cell;
      const at = page.readUInt16BE(pointers + place * 2);
      if (at + 4 > page.length) throw new SqliteError(`a cell of page ${number} lies outside of it`);
      if (type === pageTypes.interior) waiting.push(page.readUInt32BE(at));
      else yield recordIn(payloads.read(page, at));
    }
  }
}

/** Puts together what lies on several pages, in the same buffer each time. */
function payloadReader({ file, pageBytes, usable, pages }: Database) {
  const passed = new Uint8Array(pages + 1);
  let joined = Buffer.alloc(0);

  function page(number: number): Buffer {
    if (number < 1 || number > pages) throw new SqliteError(`it has no page ${number}`);
    if (passed[number] === 1) throw new SqliteError('its pages point in a circle');
    passed[number] = 1;
    return file.bytes((number - 1) * pageBytes, pageBytes);
  }

  /** A row that begins on a page. */
  function read(own: Buffer, at: number): Buffer {
    const length = varint(own, at);
    const rowId = varint(own, length.next);
    const total = length.value;
    const from = rowId.next;
    if (!(total <= file.length)) throw new SqliteError(`a row claims ${total} bytes`);
    const local = localBytes(total);
    if (from + local > usable) throw new SqliteError('a row lies outside of its page');
    if (local === total) return own.subarray(from, from + total);
    if (from + local + 4 > usable) throw new SqliteError('a row lies outside of its page');
    if (joined.length < total) joined = Buffer.allocUnsafeSlow(Math.min(file.length, total * 2));
    own.copy(joined, 0, from, from + local);
    let next = own.readUInt32BE(from + local);
    for (let filled = local; filled < total; ) {
      const more = page(next);
      const step = Math.min(usable - 4, total - filled);
      more.copy(joined, filled, 4, 4 + step);
      filled += step;
      next = more.readUInt32BE(0);
    }
    return joined.subarray(0, total);
  }

  /** How much of a row is on its own page: section 1.6 of the format. */
  function localBytes(total: number): number {
    const most = usable - 35;
    if (total <= most) return total;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((total - least) % (usable - 4));
    return fitting <= most ? fitting : least;
  }

  return { page, read };
}

function recordIn(payload: Buffer): Record {
  const head = varint(payload, 0);
  if (!(head.value <= payload.length)) throw new SqliteError('the head of a row is longer than the row');
  const values: Value[] = [];
  let start = head.value;
  for (let at = head.next; at < head.value && values.length < mostColumns; ) {
    const type = varint(payload, at);
    const bytes =
      type.value < 12 ? (integerBytes[type.value] ?? (type.value === 7 ? 8 : 0)) : Math.floor((type.value - 12) / 2);
    if (start + bytes > payload.length) throw new SqliteError('a value lies outside of its row');
    values.push({ type: type.value, start, bytes });
    start += bytes;
    at = type.next;
  }
  return { payload, values };
}

function bytesOf({ payload }: Record, { start, bytes }: Value): Buffer {
  return payload.subarray(start, start + bytes);
}

function textIn(record: Record, column: number): string | undefined {
  const value = record.values[column];
  return value !== undefined && value.type >= 13 && value.type % 2 === 1
    ? bytesOf(record, value).toString('utf8')
    : undefined;
}

function integerIn(record: Record, column: number): number | undefined {
  const value = record.values[column];
  if (value?.type === 9) return 1;
  return value !== undefined && value.type >= 1 && value.type <= 5
    ? record.payload.readIntBE(value.start, value.bytes)
    : undefined;
}

/** Seven bits a byte, the highest first; of a ninth byte all eight. */
function varint(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = from; at < from + 9; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new SqliteError('it ends in a number');
    if (at === from + 8) return { value: value * 256 + byte, next: at + 1 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw new SqliteError('it ends in a number');
}
