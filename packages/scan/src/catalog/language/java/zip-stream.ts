/**
 * A zip archive as it goes by, from its first byte to its last.
 *
 * in     its bytes, in chunks of any size
 * out    each entry by its local header, with its packed bytes; then where its directory says that entries are
 * holds  one header at most. An entry whose length is told only behind it ends where a descriptor says just that length; bytes that are no
 *        entry are passed over, and what is believed in the end is the directory
 * source PKWARE APPNOTE 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { NameIn } from './entry-kind.ts';
import { wideAt, wideValues } from './wide-number.ts';

export interface ZipParts {
  /** What is returned gets the entry's bytes; undefined: they are passed over. */
  entry(bytes: Buffer, entry: StreamedEntry): PackedSink | undefined;
  /** The directory has a name, and where its entry is: an offset that counts from wherever the archive begins. */
  listed(bytes: Buffer, entry: NameIn & { readonly offset: number }): void;
  directory(ended: EndedDirectory): void;
}

/** A directory has ended, or something that looks like the end of one. */
export interface EndedDirectory {
  /** From its offsets to those of the entries. */
  readonly shift: number;
  /** It went by from its first byte to its last. */
  readonly whole: boolean;
  /** Where its end begins, and where the comment behind that ends if it is as long as it says. */
  readonly at: number;
  readonly end: number;
}

export interface StreamedEntry extends NameIn {
  readonly method: number;
  /** undefined: told behind it. */
  readonly packed: number | undefined;
  /** As its header says, which may be a lie; 0 where it does not. */
  readonly size: number;
  /** Of its header, from the first byte of all. */
  readonly offset: number;
}

export interface PackedSink {
  /** Somebody else's once this returns. */
  bytes(part: Buffer): void;
  /** `whole`: the entry has ended, and not only what there is of it. */
  end(whole: boolean): void;
}

export interface ZipSplitter {
  push(chunk: Buffer): void;
  end(): void;
}

const signatures = { local: 0x04034b50, listed: 0x02014b50, end: 0x06054b50, wideEnd: 0x06064b50, after: 0x08074b50 };
const unknown = 0xffffffff;
const endBytes = 22;
/** The longest descriptor, and the signature that follows it. */
const descriptorBytes = 28;
/** The longest descriptor without a signature of its own. */
const bareDescriptorBytes = 20;

export function splitZip(parts: ZipParts): ZipSplitter {
  /** What could not be looked at without what comes next. */
  let pending: Buffer = Buffer.alloc(0);
  let room: Buffer = Buffer.alloc(0);
  /** Of the first byte at hand, from the first of all. */
  let base = 0;
  let sink: PackedSink | undefined;
  /** Of the entry at hand; undefined between entries, Infinity where its length is not known. */
  let left: number | undefined;
  let dataStart = 0;
  let isFolder = false;
  /** Of an entry of unknown length: it does not end before this. */
  let searched = 0;
  let directoryStart: number | undefined;
  let records = 0;
  /** What the wide form of a directory's end says of it, and where that lies. */
  let wideEnd: { readonly start: number; readonly size: number; readonly at: number } | undefined;

  function close(whole: boolean): void {
    left = undefined;
    sink?.end(whole);
    sink = undefined;
  }

  function hand(bytes: Buffer, from: number, to: number): void {
    if (to > from) sink?.bytes(bytes.subarray(from, to));
  }

  /** @returns where to go on, −1: more bytes are needed */
  function step(bytes: Buffer, at: number): number {
    if (left === undefined) return between(bytes, at);
    if (left === Number.POSITIVE_INFINITY) return search(bytes, at);
    const to = Math.min(bytes.length, at + left);
    left -= to - at;
    hand(bytes, at, to);
    if (left === 0) close(true);
    return to;
  }

  function between(bytes: Buffer, at: number): number {
    if (bytes.length - at < 4) return -1;
    switch (bytes.readUInt32LE(at)) {
      case signatures.local:
        return local(bytes, at);
      case signatures.listed:
        return listed(bytes, at);
      case signatures.wideEnd:
        if (bytes.length - at < 56) return -1;
        wideEnd = { start: wideAt(bytes, at + 48), size: wideAt(bytes, at + 40), at: base + at };
        return at + 56;
      case signatures.end:
        return ended(bytes, at);
      default: {
        const next = bytes.indexOf('PK', at + 1, 'latin1');
        // Its first letter may be the last byte there is.
        return next === -1 ? Math.max(at + 1, bytes.length - 1) : next;
      }
    }
  }

  function ended(bytes: Buffer, at: number): number {
    if (bytes.length - at < endBytes) return -1;
    const start = bytes.readUInt32LE(at + 16);
    const size = bytes.readUInt32LE(at + 12);
    const saidStart = start === unknown ? wideEnd?.start : start;
    const saidSize = size === unknown ? wideEnd?.size : size;
    const count = bytes.readUInt16LE(at + 10);
    const passed = directoryStart === undefined ? 0 : (wideEnd?.at ?? base + at) - directoryStart;
    parts.directory({
      shift: directoryStart === undefined || saidStart === undefined ? 0 : directoryStart - saidStart,
      // Who has more than fit says so there, or counts on from 0.
      whole: passed === saidSize && (count === 0xffff || count === records % 0x10000),
      at: base + at,
      end: base + at + endBytes + bytes.readUInt16LE(at + 20),
    });
    directoryStart = undefined;
    records = 0;
    wideEnd = undefined;
    return at + endBytes;
  }

  function local(bytes: Buffer, at: number): number {
    if (bytes.length - at < 30) return -1;
    const nameStart = at + 30;
    const nameEnd = nameStart + bytes.readUInt16LE(at + 26);
    const data = nameEnd + bytes.readUInt16LE(at + 28);
    if (data > bytes.length) return -1;
    const wide = wideValues(bytes, nameEnd, data);
    let size = bytes.readUInt32LE(at + 22);
    if (size === unknown) size = wide.next() ?? size;
    let packed: number | undefined = bytes.readUInt32LE(at + 18);
    if (packed === unknown) packed = wide.next() ?? packed;
    if ((bytes.readUInt16LE(at + 6) & 8) !== 0 && packed === 0) packed = undefined;
    const method = bytes.readUInt16LE(at + 8);
    sink = parts.entry(bytes, { nameStart, nameEnd, method, packed, size, offset: base + at });
    left = packed ?? Number.POSITIVE_INFINITY;
    dataStart = base + data;
    isFolder = bytes[nameEnd - 1] === 0x2f;
    searched = dataStart;
    if (left === 0) close(true);
    return data;
  }

  function listed(bytes: Buffer, at: number): number {
    if (bytes.length - at < 46) return -1;
    const nameStart = at + 46;
    const nameEnd = nameStart + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const end = extraEnd + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) return -1;
    directoryStart ??= base + at;
    let offset = bytes.readUInt32LE(at + 42);
    if (offset === unknown) {
      const wide = wideValues(bytes, nameEnd, extraEnd);
      if (bytes.readUInt32LE(at + 24) === unknown) wide.next();
      if (bytes.readUInt32LE(at + 20) === unknown) wide.next();
      offset = wide.next() ?? offset;
    }
    records++;
    parts.listed(bytes, { nameStart, nameEnd, offset });
    return end;
  }

  /** For the end of an entry that has its length behind it. */
  function search(bytes: Buffer, at: number): number {
    let from = searched - base;
    for (;;) {
      const mark = bytes.indexOf('PK', from, 'latin1');
      if (mark === -1 || mark + descriptorBytes > bytes.length) {
        // What is not looked at yet, and what a descriptor before it would take, is not handed on.
        const next = mark === -1 ? Math.max(from, bytes.length - 1) : mark;
        searched = base + next;
        const sure = Math.max(at, next - bareDescriptorBytes);
        hand(bytes, at, sure);
        return sure > at ? sure : -1;
      }
      const end = endAt(bytes, mark);
      if (end !== undefined) {
        hand(bytes, at, end.data);
        close(true);
        return end.next;
      }
      from = mark + 1;
    }
  }

  function endAt(bytes: Buffer, mark: number): { readonly data: number; readonly next: number } | undefined {
    const passed = base + mark - dataStart;
    const signature = bytes.readUInt32LE(mark);
    if (signature === signatures.after) {
      const isWide = wideAt(bytes, mark + 8) === passed;
      const isNarrow = bytes.readUInt32LE(mark + 8) === passed;
      if (isNarrow && (!isWide || bytes.toString('latin1', mark + 16, mark + 18) === 'PK'))
        return { data: mark, next: mark + 16 };
      return isWide ? { data: mark, next: mark + 24 } : undefined;
    }
    if (signature !== signatures.local && signature !== signatures.listed) return undefined;
    // A folder that has no descriptor although it says so.
    if (passed === 0 && isFolder) return { data: mark, next: mark };
    if (passed >= 12 && bytes.readUInt32LE(mark - 8) === passed - 12) return { data: mark - 12, next: mark };
    if (passed >= 20 && wideAt(bytes, mark - 16) === passed - 20) return { data: mark - 20, next: mark };
    return undefined;
  }

  function run(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length) {
      const next = step(bytes, at);
      if (next === -1) break;
      at = next;
    }
    return at;
  }

  return {
    push(chunk) {
      const bytes = pending.length === 0 ? chunk : joined(chunk);
      const at = run(bytes);
      base += at;
      const rest = bytes.subarray(at);
      if (rest.length > room.length) room = Buffer.allocUnsafe(rest.length * 2);
      // The chunk is somebody else's, and memory may overlap: this knows how to deal with that.
      rest.copy(room);
      pending = room.subarray(0, rest.length);
    },
    end() {
      // Nothing follows that a descriptor would have to be told from.
      if (left === Number.POSITIVE_INFINITY) run(joined(Buffer.alloc(descriptorBytes)));
      else passRest();
      if (left !== undefined) close(false);
    },
  };

  /** What looks like a header and claims more bytes than there are is none, and must not hide what is behind it. */
  function passRest(): void {
    let bytes = pending;
    while (left === undefined && bytes.length >= endBytes) {
      bytes = bytes.subarray(1);
      base++;
      const at = run(bytes);
      bytes = bytes.subarray(at);
      base += at;
    }
  }

  function joined(chunk: Buffer): Buffer {
    const length = pending.length + chunk.length;
    const both = length <= room.length ? room : Buffer.allocUnsafe(length);
    if (both !== room) pending.copy(both);
    chunk.copy(both, pending.length);
    room = both;
    return both.subarray(0, length);
  }
}
