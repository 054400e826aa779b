/** From a path to a small number: open addressing over typed arrays, as half a million entries must be filled in a few milliseconds. */
import { hashPath, type PathHash, type PathHashes } from './path-set.ts';

export interface PathTable {
  /** Puts `value` to every path of the set that has none yet. */
  claim(hashes: PathHashes, value: number): void;
  /** Puts `value` to every path of the set, whatever it had. */
  set(hashes: PathHashes, value: number): void;
  setPath(path: string, value: number): void;
  /** −1 when nothing is known. */
  get(path: string): number;
  /** The same by hash. */
  at(hash: PathHash): number;
}

/** Never holds more than `most` paths. Values are 0 or more. */
export function createPathTable(most: number): PathTable {
  // A third is free at least: with half of it the table of a system of half a million files would have 20 MB instead of 10.
  const mask = 2 ** Math.ceil(Math.log2(Math.max(4, most * 1.5))) - 1;
  const lows = new Int32Array(mask + 1);
  const highs = new Uint16Array(mask + 1);
  /** Value + 1; 0 is a free place. */
  const values = new Int32Array(mask + 1);
  const asked: PathHash = { low: 0, high: 0 };

  /** Where the path is, or the free place it would take. */
  function placeOf(low: number, high: number): number {
    let place = low & mask;
    while (values[place] !== 0 && (lows[place] !== low || highs[place] !== high)) place = (place + 1) & mask;
    return place;
  }
  function put(low: number, high: number, value: number): void {
    const place = placeOf(low, high);
    lows[place] = low;
    highs[place] = high;
    values[place] = value + 1;
  }

  return {
    claim({ low, high }, value) {
      for (let index = 0; index < low.length; index++) {
        const place = placeOf(low[index] as number, high[index] as number);
        if (values[place] === 0) put(low[index] as number, high[index] as number, value);
      }
    },
    set({ low, high }, value) {
      for (let index = 0; index < low.length; index++) put(low[index] as number, high[index] as number, value);
    },
    setPath(path, value) {
      hashPath(path, asked);
      put(asked.low, asked.high, value);
    },
    get(path) {
      hashPath(path, asked);
      return (values[placeOf(asked.low, asked.high)] as number) - 1;
    },
    at: ({ low, high }) => (values[placeOf(low, high)] as number) - 1,
  };
}
