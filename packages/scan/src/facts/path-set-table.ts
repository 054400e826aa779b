/** From a path's hash to a small number: open addressing over typed arrays, as half a million entries must be filled in a few ms. */
import { hashPath } from './path-set.ts';

export interface PathTable {
  /** The greater value stays. */
  raise(hash: number, value: number): void;
  /** The first value stays. */
  claim(hash: number, value: number): void;
  /** −1 when nothing is known. */
  get(path: string): number;
}

/** Values are 0 or more. */
export function createPathTable(expected: number): PathTable {
  let mask = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))) - 1;
  /** Hash + 1, as 0 is a free place. */
  let keys = new Float64Array(mask + 1);
  let values = new Int32Array(mask + 1);
  let count = 0;

  function placeOf(key: number): number {
    // The lower 32 bits are mixed well enough to be taken as they are.
    let place = key & mask;
    while (keys[place] !== 0 && keys[place] !== key) place = (place + 1) & mask;
    return place;
  }
  function grow(): void {
    const [oldKeys, oldValues] = [keys, values];
    mask = mask * 2 + 1;
    keys = new Float64Array(mask + 1);
    values = new Int32Array(mask + 1);
    for (let index = 0; index < oldKeys.length; index++) {
      const key = oldKeys[index] as number;
      if (key === 0) continue;
      const place = placeOf(key);
      keys[place] = key;
      values[place] = oldValues[index] as number;
    }
  }
  function put(hash: number, value: number, replaces: (there: number) => boolean): void {
    const key = hash + 1;
    const place = placeOf(key);
    if (keys[place] === key) {
      if (replaces(values[place] as number)) values[place] = value;
      return;
    }
    keys[place] = key;
    values[place] = value;
    if (++count * 2 > mask) grow();
  }

  return {
    raise: (hash, value) => put(hash, value, (there) => value > there),
    claim: (hash, value) => put(hash, value, never),
    get(path) {
      const key = hashPath(path) + 1;
      const place = placeOf(key);
      return keys[place] === key ? (values[place] as number) : -1;
    },
  };
}

const never = (): boolean => false;
