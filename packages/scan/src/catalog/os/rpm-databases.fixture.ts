/** Small rpm headers and databases, written as rpm writes them. */
export type Tag = string | number | readonly string[] | readonly number[];

/** Numbers are int32, texts are strings, lists are arrays of either. */
export function rpmHeader(tags: Readonly<Record<number, Tag>>): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let at = 0;
  for (const [tag, value] of Object.entries(tags)) {
    const list = Array.isArray(value) ? value : [value];
    const numbers = typeof list[0] === 'number';
    if (numbers && at % 4 !== 0) {
      const padding = Buffer.alloc(4 - (at % 4));
      data.push(padding);
      at += padding.length;
    }
    const entry = Buffer.alloc(16);
    entry.writeUInt32BE(Number(tag), 0);
    entry.writeUInt32BE(numbers ? 4 : Array.isArray(value) ? 8 : 6, 4);
    entry.writeUInt32BE(at, 8);
    entry.writeUInt32BE(list.length, 12);
    index.push(entry);
    for (const each of list) {
      const bytes = typeof each === 'number' ? Buffer.alloc(4) : Buffer.from(`${each}\0`);
      if (typeof each === 'number') bytes.writeUInt32BE(each);
      data.push(bytes);
      at += bytes.length;
    }
  }
  const head = Buffer.alloc(8);
  head.writeUInt32BE(index.length, 0);
  head.writeUInt32BE(at, 4);
  return Buffer.concat([head, ...index, ...data]);
}

export function ndb(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096);
  slots.writeUInt32LE(0x506d7052, 0);
  slots.writeUInt32LE(1, 8);
  slots.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let at = slots.length;
  for (let slot = 2; slot < 256; slot++) {
    slots.writeUInt32LE(0x746f6c53, slot * 16);
    const header = headers[slot - 2];
    if (header === undefined) continue;
    const blob = Buffer.alloc(Math.ceil((16 + header.length + 12) / 16) * 16);
    blob.writeUInt32LE(0x53626c42, 0);
    blob.writeUInt32LE(slot - 1, 4);
    blob.writeUInt32LE(1, 8);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    slots.writeUInt32LE(slot - 1, slot * 16 + 4);
    slots.writeUInt32LE(at / 16, slot * 16 + 8);
    slots.writeUInt32LE(blob.length / 16, slot * 16 + 12);
    blobs.push(blob);
    at += blob.length;
  }
  return Buffer.concat([slots, ...blobs]);
}

/** One hash page with a counter and every header; headers that do not fit into it go to overflow pages. */
export function bdb(headers: readonly Buffer[], { bigEndian = false, pageBytes = 4096 } = {}): Buffer {
  const u16 = (page: Buffer, value: number, at: number) =>
    bigEndian ? page.writeUInt16BE(value, at) : page.writeUInt16LE(value, at);
  const u32 = (page: Buffer, value: number, at: number) =>
    bigEndian ? page.writeUInt32BE(value, at) : page.writeUInt32LE(value, at);
  const meta = Buffer.alloc(pageBytes);
  u32(meta, 0x061561, 12);
  u32(meta, 9, 16);
  u32(meta, pageBytes, 20);
  meta[25] = 8;
  const hash = Buffer.alloc(pageBytes);
  u32(hash, 1, 8);
  hash[25] = 13;
  const pages = [meta, hash];
  let items = 0;
  let end = pageBytes;
  function item(bytes: Buffer): void {
    end -= bytes.length;
    bytes.copy(hash, end);
    u16(hash, end, 26 + items++ * 2);
  }
  function key(value: number): void {
    const bytes = Buffer.alloc(5, 1);
    u32(bytes, value, 1);
    item(bytes);
  }
  key(0);
  item(Buffer.from([1, 9, 0, 0, 0]));
  headers.forEach((header, number) => {
    key(number + 1);
    if (header.length < 100) {
      item(Buffer.concat([Buffer.from([1]), header]));
      return;
    }
    const reference = Buffer.alloc(12);
    reference[0] = 3;
    u32(reference, pages.length, 4);
    u32(reference, header.length, 8);
    item(reference);
    const room = pageBytes - 26;
    for (let at = 0; at < header.length; at += room) {
      const page = Buffer.alloc(pageBytes);
      const part = header.subarray(at, at + room);
      u32(page, pages.length, 8);
      if (at + room < header.length) u32(page, pages.length + 1, 16);
      u16(page, part.length, 22);
      page[25] = 7;
      part.copy(page, 26);
      pages.push(page);
    }
  });
  u16(hash, items, 20);
  return Buffer.concat(pages);
}
