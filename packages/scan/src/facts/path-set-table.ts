/** From a path to a small number: open addressing over typed arrays, as half a million entries must be filled in a few milliseconds. */
import { hashPath, type PathHash, type PathHashes } from './path-set.ts';

export interface PathTable {
  /** Puts `value` to every path of the set that has none yet. */
  claim(hashes: PathHashes, value: number): void;
  /** Puts `value` to every path of the set, whatever it had. */
  set(hashes: PathHashes, value: number): void;
  /** −1 when nothing is known. */
  get(path: string): number;
}

/** Never holds more than `most` paths. Values are 0 or more. */
export function createPathTable(most: number): PathTable {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(4, most * 2))) - 1;
  const lows = new Int32Array(mask + 1);
  const highs = new Uint16Array(mask + 1);
  /** Value + 1; 0 is a free place. */
  const values = new Int32Array(mask + 1);
  const asked: PathHash = { low: 0, high: 0 };

  function fill({ low, high }: PathHashes, { value, over }: { readonly value: number; readonly over: boolean }): void {
    for (let index = 0; index < low.length; index++) {
      const l = low[index] as number;
      const h = high[index] as number;
      let place = l & mask;
      while (values[place] !== 0 && (lows[place] !== l || highs[place] !== h)) place = (place + 1) & mask;
      if (values[place] !== 0 && !over) continue;
      lows[place] = l;
      highs[place] = h;
      values[place] = value + 1;
    }
  }

  return {
    claim: (hashes, value) => fill(hashes, { value, over: false }),
    set: (hashes, value) => fill(hashes, { value, over: true }),
    get(path) {
      hashPath(path, asked);
      let place = asked.low & mask;
      while (values[place] !== 0 && (lows[place] !== asked.low || highs[place] !== asked.high))
        place = (place + 1) & mask;
      return (values[place] as number) - 1;
    },
  };
}
