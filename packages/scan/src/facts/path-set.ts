/**
 * A set of paths in little room: which files a layer has, which files a package owns.
 *
 * in     clean relative paths
 * out    base64 of sorted 48-bit hashes, six bytes each
 * holds  a path that was added is in the set; another one is with a chance of (size / 2^48). The hash is quick, not secret: whoever can
 *        choose the paths of an image can also write its package database, so nothing is trusted that was not before
 */
const bytesEach = 6;

export interface PathSetBuilder {
  add(path: string): void;
  readonly size: number;
  encode(): string;
}

export interface PathSet {
  has(path: string): boolean;
  readonly size: number;
}

/** 48 bits, as an integer below 2^48. Two lanes of multiply and xor over UTF-16 code units, after the finaliser of MurmurHash3. */
export function hashPath(path: string): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let index = 0; index < path.length; index++) {
    const unit = path.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0xffff) * 0x1_0000_0000 + (low >>> 0);
}

export function createPathSetBuilder(): PathSetBuilder {
  let hashes = new Float64Array(64);
  let count = 0;
  return {
    add(path) {
      if (count === hashes.length) {
        const wider = new Float64Array(count * 2);
        wider.set(hashes);
        hashes = wider;
      }
      hashes[count++] = hashPath(path);
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

/** Text that is no path set opens as the empty one: facts are checked where they are read, and a set can say nothing wrong but "not here". */
export function openPathSet(text: string): PathSet {
  let hashes: Float64Array | undefined;
  return {
    has(path) {
      hashes ??= readPathSet(text);
      return includes(hashes, hashPath(path));
    },
    get size() {
      hashes ??= readPathSet(text);
      return hashes.length;
    },
  };
}

/** The hashes themselves, ascending. */
export function readPathSet(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  const hashes = new Float64Array(Math.floor(bytes.length / bytesEach));
  for (let index = 0, at = 0; index < hashes.length; index++, at += bytesEach) {
    const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const low =
      (((bytes[at + 2] as number) << 24) |
        ((bytes[at + 3] as number) << 16) |
        ((bytes[at + 4] as number) << 8) |
        (bytes[at + 5] as number)) >>>
      0;
    hashes[index] = high * 0x1_0000_0000 + low;
  }
  return hashes;
}

function encode(hashes: Float64Array): string {
  hashes.sort();
  const bytes = Buffer.allocUnsafe(hashes.length * bytesEach);
  let at = 0;
  let last = -1;
  for (const hash of hashes) {
    if (hash === last) continue;
    last = hash;
    bytes.writeUIntBE(hash, at, bytesEach);
    at += bytesEach;
  }
  return bytes.toString('base64', 0, at);
}

function includes(hashes: Float64Array, hash: number): boolean {
  let from = 0;
  let to = hashes.length - 1;
  while (from <= to) {
    const middle = (from + to) >>> 1;
    const there = hashes[middle] as number;
    if (there === hash) return true;
    if (there < hash) from = middle + 1;
    else to = middle - 1;
  }
  return false;
}
