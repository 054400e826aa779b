/**
 * Reads tar archives as they come, with nothing kept but the chunk at hand.
 *
 * in     chunks of any size
 * out    one member at a time, and of its bytes what is asked for
 * holds  the archive is hostile: names, sizes and maps are limited; a member nobody reads costs no memory however large it is
 */
import type { ByteStream } from '../bytes/byte-stream.ts';
import { type PaxRecords, parsePax } from './pax.ts';
import { oldGnuBytes, oldGnuPairs, paxSparse, SEGMENTS_MOST, type SparseMap, sparseMap, tooMany } from './sparse.ts';
import { applyPax, BLOCK, decimal, parseHeader, TarError, type TarHeader } from './tar-header.ts';

export interface TarMember extends TarHeader {
  /** With the holes of a sparse file. */
  bytes: number;
  /** Where its bytes begin in the archive. */
  offset: number;
  sparse: SparseMap | undefined;
}

/** Where chunks come from. `skip` is for sources that can leave bytes out without reading them. */
export interface ChunkSource {
  next(): Promise<Buffer | undefined>;
  skip?(bytes: number): Promise<void>;
}

/** Of extended headers and GNU's long names. */
const EXTENSION_MOST = 1024 * 1024;
/** Headers in a row that describe no member: an archive of nothing else would never give one. */
const EXTENSIONS_MOST = 64;
/** Bytes of holes handed out, in all of an archive: a header costs 512 bytes and may claim any size. */
const HOLES_MOST = 2 * 1024 ** 3;
const HOLE: Buffer = Buffer.alloc(64 * 1024);
const EMPTY: Buffer = Buffer.alloc(0);

export class TarReader {
  readonly #source: ChunkSource;
  #chunk: Buffer = EMPTY;
  #at = 0;
  /** Archive offset of the chunk's first byte. */
  #base = 0;
  /** Of the member at hand: stored bytes not passed yet, and the padding after them. */
  #left = 0;
  #padding = 0;
  #member: TarMember | undefined;
  #isReading = false;
  #holes = 0;

  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** @returns undefined at the archive's end */
  async next(): Promise<TarMember | undefined> {
    if (this.#isReading) throw new Error('the next member was asked for while one was still being read');
    await this.#pass();
    let longName: string | undefined;
    let longLink: string | undefined;
    let pax: PaxRecords | undefined;
    for (let extensions = 0; extensions < EXTENSIONS_MOST; extensions++) {
      const block = this.#near(BLOCK) ?? (await this.#take(BLOCK, true));
      if (block === undefined) return undefined;
      const header = parseHeader(block);
      // One block of zeros ends an archive for us; the second is not asked for.
      if (header === undefined) return undefined;
      switch (header.type) {
        case 0x4c: // L
          longName = upToZero(await this.#extension(header.stored));
          continue;
        case 0x4b: // K
          longLink = upToZero(await this.#extension(header.stored));
          continue;
        case 0x78: // x
        case 0x58: // X
          pax = parsePax(await this.#extension(header.stored));
          continue;
        case 0x67: // g: what it sets for all members is nothing we use
          await this.#extension(header.stored);
          continue;
      }
      if (longName !== undefined) header.name = longName;
      if (longLink !== undefined) header.linkName = longLink;
      if (pax !== undefined) applyPax(header, pax);
      return await this.#open(header, block, pax);
    }
    throw new TarError('corrupt', `more than ${EXTENSIONS_MOST} extended headers follow each other`);
  }

  /** Up to `most` bytes from the start of the member at hand; once; in `into` where that is long enough. Holes are zeros. */
  async read(most: number, into?: Buffer): Promise<Buffer> {
    const member = this.#member;
    if (member === undefined || this.#left !== member.stored || this.#isReading) {
      throw new Error('a member was read twice, or after the next one was asked for');
    }
    this.#isReading = true;
    try {
      const length = Math.max(0, Math.min(most, member.bytes));
      const bytes = into !== undefined && into.length >= length ? into.subarray(0, length) : Buffer.allocUnsafe(length);
      if (member.sparse !== undefined) return await this.#readSparse(member.sparse, bytes);
      await this.#fill(bytes, 0, length);
      return bytes;
    } finally {
      this.#isReading = false;
    }
  }

  /** The stored bytes of the member at hand, chunk by chunk. */
  async *body(): ByteStream {
    const member = this.#member;
    while (this.#left > 0) {
      yield await this.#some(this.#left, member);
      if (this.#member !== member) throw new Error('a member was read after the next one was asked for');
    }
  }

  /** As `read`, of all its bytes: chunk by chunk, each of them good until the next is asked for. */
  async *chunks(): ByteStream {
    const member = this.#member;
    if (member === undefined || this.#left !== member.stored || this.#isReading) {
      throw new Error('a member was read twice, or after the next one was asked for');
    }
    if (member.sparse === undefined) yield* this.body();
    else yield* this.#withHoles(member, member.sparse);
  }

  async *#withHoles(member: TarMember, { bytes, segments }: SparseMap): ByteStream {
    let at = 0;
    // The end is as a part without bytes.
    for (const [index, offset] of [...segments, bytes, 0].entries()) {
      if (index % 2 === 1) continue;
      for (let left = offset - at; left > 0; left -= HOLE.length) {
        this.#hole(Math.min(left, HOLE.length));
        yield HOLE.subarray(0, left);
      }
      const end = offset + (segments[index + 1] ?? 0);
      for (at = offset; at < end; ) {
        const part = await this.#some(end - at, member);
        at += part.length;
        yield part;
        if (this.#member !== member) throw new Error('a member was read after the next one was asked for');
      }
    }
  }

  /** Stored bytes of the member at hand, at least one and at most `most`. */
  async #some(most: number, member: TarMember | undefined): Promise<Buffer> {
    if (this.#at === this.#chunk.length && !(await this.#pull())) throw cut(member);
    const step = Math.min(most, this.#chunk.length - this.#at);
    const part = this.#chunk.subarray(this.#at, this.#at + step);
    this.#at += step;
    this.#left -= step;
    return part;
  }

  #hole(bytes: number): void {
    this.#holes += bytes;
    if (this.#holes > HOLES_MOST)
      throw new TarError('corrupt', `its files have more than ${HOLES_MOST} bytes of holes`);
  }

  async #open(header: TarHeader, block: Buffer, pax: PaxRecords | undefined): Promise<TarMember> {
    // As Go's reader and so Docker has it: only files have bytes, whatever a header says.
    if (header.type >= 0x31 && header.type <= 0x36) header.stored = 0;
    const member = header as TarMember;
    let stored = header.stored;
    member.sparse = undefined;
    this.#padding = (BLOCK - (stored % BLOCK)) % BLOCK;
    if (header.type === 0x53) {
      const bytes = oldGnuBytes(block);
      const segments: number[] = [];
      let hasMore = oldGnuPairs(block, 386, 4, segments);
      while (hasMore) {
        if (segments.length > 2 * SEGMENTS_MOST) throw tooMany();
        hasMore = oldGnuPairs(await this.#must(BLOCK), 0, 21, segments);
      }
      member.sparse = sparseMap(bytes, segments, stored);
    } else if (pax !== undefined) {
      const sparse = paxSparse(pax);
      if (sparse !== undefined) {
        member.name = pax.fields['GNU.sparse.name'] ?? member.name;
        let segments = sparse.segments;
        if (segments === 'in data') {
          const before = this.#offset;
          segments = await this.#mapInData(stored);
          stored -= this.#offset - before;
          header.stored = stored;
        }
        member.sparse = sparseMap(sparse.bytes, segments, stored);
      }
    }
    member.bytes = member.sparse?.bytes ?? stored;
    member.offset = this.#offset;
    this.#left = stored;
    this.#member = member;
    return member;
  }

  get #offset(): number {
    return this.#base + this.#at;
  }

  /** GNU sparse 1.0: counts as lines of digits, filled up to whole blocks. */
  async #mapInData(stored: number): Promise<number[]> {
    let lines = '';
    let used = 0;
    const segments: number[] = [];
    let wanted: number | undefined;
    for (;;) {
      used += BLOCK;
      if (used > stored) throw new TarError('corrupt', 'the map of a file with holes is longer than the file');
      lines += (await this.#must(BLOCK)).toString('latin1', 0, BLOCK);
      for (let end = lines.indexOf('\n'); end !== -1; end = lines.indexOf('\n')) {
        const value = decimal(lines.slice(0, end));
        lines = lines.slice(end + 1);
        if (wanted === undefined) wanted = value * 2;
        else segments.push(value);
        if (wanted > 2 * SEGMENTS_MOST) throw tooMany();
        if (segments.length === wanted) return segments;
      }
    }
  }

  async #readSparse({ segments }: SparseMap, bytes: Buffer): Promise<Buffer> {
    const { length } = bytes;
    this.#hole(length);
    bytes.fill(0);
    for (let i = 0; i < segments.length; i += 2) {
      const offset = segments[i] ?? 0;
      if (offset >= length) break;
      await this.#fill(bytes, offset, Math.min(length, offset + (segments[i + 1] ?? 0)));
    }
    return bytes;
  }

  /** The next bytes of the member into `target`. */
  async #fill(target: Buffer, from: number, to: number): Promise<void> {
    let at = from;
    while (at < to) {
      if (this.#at === this.#chunk.length && !(await this.#pull())) throw cut(this.#member);
      const step = Math.min(to - at, this.#chunk.length - this.#at);
      this.#chunk.copy(target, at, this.#at, this.#at + step);
      this.#at += step;
      this.#left -= step;
      at += step;
    }
  }

  /** Goes past what is left of the member. */
  async #pass(): Promise<void> {
    const member = this.#member;
    this.#member = undefined;
    await this.#skip(this.#left, () => cut(member));
    // An archive that ends where padding should be is complete.
    await this.#skip(this.#padding, undefined);
    this.#left = 0;
    this.#padding = 0;
  }

  async #skip(bytes: number, atEnd: (() => TarError) | undefined): Promise<void> {
    let left = bytes;
    while (left > 0) {
      const near = Math.min(left, this.#chunk.length - this.#at);
      this.#at += near;
      left -= near;
      if (left === 0) return;
      if (this.#source.skip !== undefined && left > BLOCK) {
        await this.#source.skip(left);
        this.#base += this.#chunk.length + left;
        this.#chunk = EMPTY;
        this.#at = 0;
        return;
      }
      if (!(await this.#pull())) {
        if (atEnd !== undefined) throw atEnd();
        return;
      }
    }
  }

  async #extension(bytes: number): Promise<Buffer> {
    if (bytes > EXTENSION_MOST) throw new TarError('corrupt', `an extended header has ${bytes} bytes`);
    const content = Buffer.from(await this.#must(bytes));
    await this.#skip((BLOCK - (bytes % BLOCK)) % BLOCK, undefined);
    return content;
  }

  async #must(bytes: number): Promise<Buffer> {
    const block = this.#near(bytes) ?? (await this.#take(bytes, false));
    if (block === undefined) throw new TarError('truncated', 'the archive ends in a header');
    return block;
  }

  /** The next bytes, if the chunk at hand has them all. */
  #near(bytes: number): Buffer | undefined {
    const at = this.#at;
    if (at + bytes > this.#chunk.length) return undefined;
    this.#at += bytes;
    return this.#chunk.subarray(at, at + bytes);
  }

  async #take(bytes: number, mayEnd: boolean): Promise<Buffer | undefined> {
    const block = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      if (this.#at === this.#chunk.length && !(await this.#pull())) {
        if (filled === 0 && mayEnd) return undefined;
        throw new TarError('truncated', 'the archive ends in a header');
      }
      const step = Math.min(bytes - filled, this.#chunk.length - this.#at);
      this.#chunk.copy(block, filled, this.#at, this.#at + step);
      this.#at += step;
      filled += step;
    }
    return block;
  }

  async #pull(): Promise<boolean> {
    for (;;) {
      const chunk = await this.#source.next();
      if (chunk === undefined) return false;
      this.#base += this.#chunk.length;
      this.#chunk = chunk;
      this.#at = 0;
      if (chunk.length > 0) return true;
    }
  }
}

/** A stream as a reader takes it. */
export function chunksOf(iterator: AsyncIterator<Buffer>): ChunkSource {
  return {
    async next() {
      const { value, done } = await iterator.next();
      return done ? undefined : value;
    },
  };
}

function cut(member: TarHeader | undefined): TarError {
  return new TarError('truncated', `the archive ends in ${JSON.stringify(member?.name ?? 'a member')}`);
}

function upToZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}
