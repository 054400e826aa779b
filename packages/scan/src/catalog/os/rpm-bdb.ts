/**
 * Berkeley DB's hash format (`Packages` of rpm before 4.16), as far as reading every value needs.
 * Page layout after Berkeley DB's dbinc/db_page.h; numbers are in the byte order of the machine that wrote it.
 */
import { unreadableInventory } from './whole-file.ts';

const hashMagic = 0x061561;
const pageHeaderBytes = 26;
const pageTypes = { hashUnsorted: 2, overflow: 7, hashMeta: 8, hash: 13 } as const;
const itemTypes = { keyData: 1, offPage: 3 } as const;

interface Database {
  readonly file: Buffer;
  readonly pageBytes: number;
  readonly pages: number;
  readonly swapped: boolean;
}

/**
 * Values in the order of their pages, each good until the next is asked for.
 * @throws ScanError when the file is none, or its pages point in a circle or outside of it
 */
export function* bdbHeaders(file: Buffer): Iterable<Buffer> {
  const database = openHash(file);
  const budget = { pages: database.pages, joined: Buffer.alloc(0) };
  for (let page = 1; page < database.pages; page++) {
    const start = page * database.pageBytes;
    const type = file[start + 25];
    if (type !== pageTypes.hash && type !== pageTypes.hashUnsorted) continue;
    yield* valuesOf(database, { start, budget });
  }
}

interface Budget {
  /** Over all values: a hostile file must not make us read one page again and again. */
  pages: number;
  /** What lies on several pages is put together here. */
  joined: Buffer;
}

function openHash(file: Buffer): Database {
  if (file.length < 512) throw unreadableInventory('it is too short for a Berkeley DB');
  const swapped = file.readUInt32BE(12) === hashMagic;
  if (!swapped && file.readUInt32LE(12) !== hashMagic) throw unreadableInventory('it is no Berkeley DB hash');
  const pageBytes = swapped ? file.readUInt32BE(20) : file.readUInt32LE(20);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) {
    throw unreadableInventory(`its pages claim to be of ${pageBytes} bytes`);
  }
  if (file[24] !== 0) throw unreadableInventory('it is encrypted');
  if (file[25] !== pageTypes.hashMeta) throw unreadableInventory('its first page is not that of a hash');
  return { file, pageBytes, pages: Math.floor(file.length / pageBytes), swapped };
}

interface PageOf {
  readonly start: number;
  readonly budget: Budget;
}

/** Items lie from the page's end downwards, each up to where the one before it begins; keys and values take turns. */
function* valuesOf(database: Database, { start, budget }: PageOf): Iterable<Buffer> {
  const { file, pageBytes } = database;
  const items = u16(database, start + 20);
  if (pageHeaderBytes + items * 2 > pageBytes)
    throw unreadableInventory(`the page at byte ${start} claims ${items} items`);
  for (let item = 1; item < items; item += 2) {
    const at = u16(database, start + pageHeaderBytes + item * 2);
    const end = u16(database, start + pageHeaderBytes + (item - 1) * 2);
    if (at < pageHeaderBytes || at >= pageBytes || end > pageBytes) continue;
    const type = file[start + at];
    if (type === itemTypes.keyData && end > at) yield file.subarray(start + at + 1, start + end);
    else if (type === itemTypes.offPage && at + 12 <= pageBytes) {
      yield overflow(database, { page: u32(database, start + at + 4), length: u32(database, start + at + 8), budget });
    }
  }
}

interface Chain {
  readonly page: number;
  readonly length: number;
  readonly budget: Budget;
}

function overflow(database: Database, { page: first, length, budget }: Chain): Buffer {
  const { file, pageBytes, pages } = database;
  if (length > file.length) throw unreadableInventory(`a package claims ${length} bytes`);
  if (budget.joined.length < length) budget.joined = Buffer.allocUnsafeSlow(Math.min(file.length, length * 2));
  const { joined } = budget;
  let left = length;
  for (let page = first; page !== 0 && left > 0; ) {
    const start = page * pageBytes;
    if (page >= pages || file[start + 25] !== pageTypes.overflow)
      throw unreadableInventory(`page ${page} is not what it should be`);
    if (budget.pages-- === 0) throw unreadableInventory('its pages point in a circle');
    const bytes = Math.min(u16(database, start + 22), pageBytes - pageHeaderBytes, left);
    file.copy(joined, length - left, start + pageHeaderBytes, start + pageHeaderBytes + bytes);
    left -= bytes;
    page = u32(database, start + 16);
  }
  if (left > 0) throw unreadableInventory('a package is cut off');
  return joined.subarray(0, length);
}

function u16({ file, swapped }: Database, at: number): number {
  return swapped ? file.readUInt16BE(at) : file.readUInt16LE(at);
}

function u32({ file, swapped }: Database, at: number): number {
  return swapped ? file.readUInt32BE(at) : file.readUInt32LE(at);
}
