/**
 * A set of paths in little room: which files a layer has, which files a package owns.
 *
 * in     clean relative paths
 * out    base64 of 48-bit hashes, six bytes each: all lower 32 bits, ascending, then all upper 16 bits; little-endian
 * holds  a path that was added is in the set; another one is with a chance of (size / 2^48). The hash is quick, not secret: whoever can
 *        choose the paths of an image can also write its package database, so nothing is trusted that was not before
 */
import { endianness } from 'node:os';

const bytesEach = 6;
const swapped = endianness() === 'BE';

export interface PathSetBuilder {
  add(path: string): void;
  readonly size: number;
  encode(): string;
}

export interface PathSet {
  has(path: string): boolean;
  readonly size: number;
}

/** In columns, so that a stored set needs no loop to be read; as small integers, which are quick before any code is compiled. */
export interface PathHashes {
  readonly low: Int32Array;
  readonly high: Uint16Array;
}

/** A place to put a hash, used again and again. */
export interface PathHash {
  low: number;
  high: number;
}

const highSeed = 0x1e3779b9;
const lowSeed = 0x05ebca6b;

/** Two lanes of multiply and xor over UTF-16 code units, then the finaliser of MurmurHash3 across them. */
export function hashPath(path: string, into: PathHash): void {
  let high = highSeed;
  let low = lowSeed;
  for (let index = 0; index < path.length; index++) {
    const unit = path.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  finish(high, low, into);
}

/** The hashes of all folders a path lies in, outermost first, in one walk along it: `a` and `a/b` for `a/b/c`. */
export function hashFoldersOf(path: string, visit: (folder: PathHash) => void): void {
  const folder: PathHash = { low: 0, high: 0 };
  let high = highSeed;
  let low = lowSeed;
  for (let index = 0; index < path.length; index++) {
    const unit = path.charCodeAt(index);
    if (unit === 0x2f) {
      finish(high, low, folder);
      visit(folder);
    }
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
}

function finish(highLane: number, lowLane: number, into: PathHash): void {
  const high = Math.imul(highLane ^ (highLane >>> 16), 0x85ebca6b) ^ Math.imul(lowLane ^ (lowLane >>> 13), 0xc2b2ae35);
  into.low = Math.imul(lowLane ^ (lowLane >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  into.high = high & 0xffff;
}

export function createPathSetBuilder(): PathSetBuilder {
  const hash: PathHash = { low: 0, high: 0 };
  /** Lower lane in the upper bits, so that sorting sorts by it. */
  let hashes = new Float64Array(16);
  let count = 0;
  return {
    add(path) {
      if (count === hashes.length) {
        const wider = new Float64Array(count * 2);
        wider.set(hashes);
        hashes = wider;
      }
      hashPath(path, hash);
      hashes[count++] = hash.low * 0x1_0000 + hash.high;
    },
    get size() {
      return count;
    },
    encode: () => encode(hashes.slice(0, count)),
  };
}

export function encodePathSet(paths: Iterable<string>): string {
  const builder = createPathSetBuilder();
  for (const path of paths) builder.add(path);
  return builder.encode();
}

/** Text that is no path set opens as one that has nothing, or nothing anybody asks for: a set can say nothing worse than "not here". */
export function openPathSet(text: string): PathSet {
  let hashes: PathHashes | undefined;
  const hash: PathHash = { low: 0, high: 0 };
  return {
    has(path) {
      hashes ??= readPathSet(text);
      hashPath(path, hash);
      return includes(hashes, hash);
    },
    get size() {
      hashes ??= readPathSet(text);
      return hashes.low.length;
    },
  };
}

export function readPathSet(text: string): PathHashes {
  const bytes = Buffer.allocUnsafeSlow(Math.ceil((text.length * 3) / 4));
  const count = Math.floor(bytes.write(text, 'base64') / bytesEach);
  const low = bytes.subarray(0, count * 4);
  const high = bytes.subarray(count * 4, count * bytesEach);
  if (swapped) {
    low.swap32();
    high.swap16();
  }
  return { low: new Int32Array(bytes.buffer, 0, count), high: new Uint16Array(bytes.buffer, count * 4, count) };
}

function encode(hashes: Float64Array): string {
  hashes.sort();
  let count = 0;
  for (let index = 0; index < hashes.length; index++) {
    if (index === 0 || hashes[index] !== hashes[index - 1]) hashes[count++] = hashes[index] as number;
  }
  const bytes = Buffer.allocUnsafe(count * bytesEach);
  for (let index = 0; index < count; index++) {
    const hash = hashes[index] as number;
    const low = Math.floor(hash / 0x1_0000);
    bytes.writeInt32LE(low, index * 4);
    bytes.writeUInt16LE(hash - low * 0x1_0000, count * 4 + index * 2);
  }
  return bytes.toString('base64');
}

function includes({ low, high }: PathHashes, hash: PathHash): boolean {
  let from = 0;
  let to = low.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((low[middle] as number) < hash.low) from = middle + 1;
    else to = middle;
  }
  for (; from < low.length && low[from] === hash.low; from++) if (high[from] === hash.high) return true;
  return false;
}
