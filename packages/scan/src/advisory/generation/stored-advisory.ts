/**
 * An advisory that reads no more than is asked of it.
 *
 * Of a package's records most are ruled out by their ranges: those are decoded when asked for, and what the record says beside them
 * (names, ratings, summary) is fetched only for those that match.
 */
import type Sqlite from 'better-sqlite3';
import type { Advisory } from '../advisory.ts';
import type { RecordHead } from '../record/normal-record.ts';
import { type PackedHead, type PackedPiece, type Piece, unpackHead, unpackPiece } from './codec.ts';

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;
export type PackedAdvisory = readonly [num: number, ranges: PackedPiece[0], ...rest: Tail<PackedPiece>];

interface Place {
  readonly ecosystem: string;
  readonly package: string;
}
interface StoredHead extends RecordHead {
  readonly feed: string;
}

export function createAdvisoryReader(
  database: Sqlite.Database,
  feeds: ReadonlyMap<number, string>,
): (packed: PackedAdvisory, place: Place) => Advisory {
  const select = database.prepare<[number], string>('SELECT body FROM head WHERE num = ?').pluck();
  const known = new Map<number, StoredHead>();
  const headOf = (num: number): StoredHead => {
    const had = known.get(num);
    if (had !== undefined) return had;
    const packed = JSON.parse(select.get(num) ?? 'null') as PackedHead | null;
    if (packed === null) throw new Error(`record ${num} is missing`);
    const head = { ...unpackHead(packed), feed: feeds.get(packed[8] ?? -1) ?? '' };
    // The same advisories concern many packages of an image, and many images.
    if (known.size >= 5_000) known.clear();
    known.set(num, head);
    return head;
  };
  return (packed, place) => new StoredAdvisory(packed, place, headOf);
}

class StoredAdvisory implements Advisory {
  readonly ecosystem: string;
  readonly package: string;
  readonly #packed: PackedAdvisory;
  readonly #headOf: (num: number) => StoredHead;
  #piece: Piece | undefined;

  constructor(packed: PackedAdvisory, place: Place, headOf: (num: number) => StoredHead) {
    this.ecosystem = place.ecosystem;
    this.package = place.package;
    this.#packed = packed;
    this.#headOf = headOf;
  }

  get #own(): Piece {
    if (this.#piece === undefined) {
      const [, ...piece] = this.#packed;
      this.#piece = unpackPiece(piece as unknown as PackedPiece);
    }
    return this.#piece;
  }
  get #head(): StoredHead {
    return this.#headOf(this.#packed[0]);
  }

  get id() {
    return this.#head.id;
  }
  get aliases() {
    return this.#head.aliases;
  }
  get upstream() {
    return this.#head.upstream;
  }
  get feed() {
    return this.#head.feed;
  }
  get malicious() {
    return this.#head.malicious;
  }
  get publishedAt() {
    return this.#head.publishedAt;
  }
  get modifiedAt() {
    return this.#head.modifiedAt;
  }
  get summary() {
    return this.#head.summary;
  }
  get ranges() {
    return this.#own.ranges;
  }
  get versions() {
    return this.#own.versions;
  }
  get module() {
    return this.#own.module;
  }
  get status() {
    return this.#own.status;
  }
  get ratings() {
    const own = this.#own.ratings;
    const head = this.#head.ratings;
    if (own.length === 0) return head;
    return [...own, ...head.filter(({ source }) => !own.some((each) => each.source === source))];
  }

  toJSON(): Advisory {
    const { id, aliases, upstream, feed, ecosystem, ranges, versions, malicious, module, status, ratings } = this;
    const { publishedAt, modifiedAt, summary } = this;
    const name = this.package;
    return {
      id,
      aliases,
      upstream,
      feed,
      ecosystem,
      package: name,
      ranges,
      versions,
      malicious,
      module,
      status,
      ratings,
      publishedAt,
      modifiedAt,
      summary,
    };
  }
}
