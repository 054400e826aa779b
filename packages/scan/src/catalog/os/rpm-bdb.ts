/**
 * Berkeley DB's hash format (`Packages` of rpm before 4.16), as far as reading every value needs.
 * Page layout after Berkeley DB's dbinc/db_page.h; numbers are in the byte order of the machine that wrote it.
 */
import type { FileView } from './file-view.ts';
import { unreadableInventory } from './whole-file.ts';

const hashMagic = 0x061561;
const pageHeaderBytes = 26;
const pageTypes = { hashUnsorted: 2, overflow: 7, hashMeta: 8, hash: 13 } as const;
const itemTypes = { keyData: 1, offPage: 3 } as const;

interface Database {
  readonly file: FileView;
  readonly pageBytes: number;
  readonly pages: number;
  readonly swapped: boolean;
}

/**
 * Values in the order of their pages, each good until the next is asked for.
 * @throws ScanError when the file is none, or its pages point in a circle or outside of it
 */
export function* bdbHeaders(file: FileView): Iterable<Buffer> {
  const database = openHash(file);
  const budget = { pages: database.pages, joined: Buffer.alloc(0) };
  for (let number = 1; number < database.pages; number++) {
    const page = pageOf(database, number);
    const type = page[25];
    if (type !== pageTypes.hash && type !== pageTypes.hashUnsorted) continue;
    // What its values go on with is read meanwhile.
    yield* valuesOf(database, { page: Buffer.from(page), number, budget });
  }
}

function pageOf({ file, pageBytes }: Database, number: number): Buffer {
  return file.bytes(number * pageBytes, pageBytes);
}

interface Budget {
  /** Over all values: a hostile file must not make us read one page again and again. */
  pages: number;
  /** What lies on several pages is put together here. */
  joined: Buffer;
}

function openHash(file: FileView): Database {
  const head = file.bytes(0, 512);
  if (head.length < 512) throw unreadableInventory('it is too short for a Berkeley DB');
  const swapped = head.readUInt32BE(12) === hashMagic;
  if (!swapped && head.readUInt32LE(12) !== hashMagic) throw unreadableInventory('it is no Berkeley DB hash');
  const pageBytes = swapped ? head.readUInt32BE(20) : head.readUInt32LE(20);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) {
    throw unreadableInventory(`its pages claim to be of ${pageBytes} bytes`);
  }
  if (head[24] !== 0) throw unreadableInventory('it is encrypted');
  if (head[25] !== pageTypes.hashMeta) throw unreadableInventory('its first page is not that of a hash');
  return { file, pageBytes, pages: Math.floor(file.length / pageBytes), swapped };
}

interface PageOf {
  readonly page: Buffer;
  readonly number: number;
  readonly budget: Budget;
}

/** Items lie from the page's end downwards, each up to where the one before it begins; keys and values take turns. */
function* valuesOf(database: Database, { page, number, budget }: PageOf): Iterable<Buffer> {
  const { pageBytes, swapped } = database;
  const items = u16(page, 20, swapped);
  if (pageHeaderBytes + items * 2 > pageBytes)
    throw unreadableInventory(`the page at byte ${number * pageBytes} claims ${items} items`);
  for (let item = 1; item < items; item += 2) {
    const at = u16(page, pageHeaderBytes + item * 2, swapped);
    const end = u16(page, pageHeaderBytes + (item - 1) * 2, swapped);
    if (at < pageHeaderBytes || at >= pageBytes || end > pageBytes) continue;
    const type = page[at];
    if (type === itemTypes.keyData && end > at) yield page.subarray(at + 1, end);
    else if (type === itemTypes.offPage && at + 12 <= pageBytes) {
      yield overflow(database, { first: u32(page, at + 4, swapped), length: u32(page, at + 8, swapped), budget });
    }
  }
}

interface Chain {
  readonly first: number;
  readonly length: number;
  readonly budget: Budget;
}

function overflow(database: Database, { first, length, budget }: Chain): Buffer {
  const { file, pageBytes, pages, swapped } = database;
  if (length > file.length) throw unreadableInventory(`a package claims ${length} bytes`);
  if (budget.joined.length < length) budget.joined = Buffer.allocUnsafeSlow(Math.min(file.length, length * 2));
  const { joined } = budget;
  let left = length;
  for (let number = first; number !== 0 && left > 0; ) {
    const page = number < pages ? pageOf(database, number) : undefined;
    if (page?.[25] !== pageTypes.overflow) throw unreadableInventory(`page ${number} is not what it should be`);
    if (budget.pages-- === 0) throw unreadableInventory('its pages point in a circle');
    const bytes = Math.min(u16(page, 22, swapped), pageBytes - pageHeaderBytes, left);
    page.copy(joined, length - left, pageHeaderBytes, pageHeaderBytes + bytes);
    left -= bytes;
    number = u32(page, 16, swapped);
  }
  if (left > 0) throw unreadableInventory('a package is cut off');
  return joined.subarray(0, length);
}

function u16(page: Buffer, at: number, swapped: boolean): number {
  return swapped ? page.readUInt16BE(at) : page.readUInt16LE(at);
}

function u32(page: Buffer, at: number, swapped: boolean): number {
  return swapped ? page.readUInt32BE(at) : page.readUInt32LE(at);
}
