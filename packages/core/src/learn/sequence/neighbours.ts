/**
 * Nearest neighbours on bags of n-grams: which learned sequence is this one most like?
 *
 * in     sequences; a sample of at most `medoidLimit` of them is kept
 * out    the cosine distance in 0…1 to the second nearest kept sequence, and which the nearest is
 * holds  the second nearest, so that one poisoned block makes nothing normal
 *
 * A bag holds tf-idf weights of all n-grams up to three: tf · (1 + ln((1 + N)/(1 + df))). What was never learned is in the bag
 * too, so that a sequence of strange calls is far from everything.
 */
import { hashWord } from '../hash.ts';

const bagOrder = 3;
export const medoidLimit = 256;

export interface Neighbours {
  /** Distance to the second nearest kept sequence, and the index of the nearest. */
  distance(sequence: ArrayLike<number>): { readonly second: number; readonly nearest: number };
}

export function neighbours(sequences: readonly ArrayLike<number>[], limit = medoidLimit): Neighbours {
  const bags = sequences.map(bagOf);
  const documents = new Map<number, number>();
  for (const bag of bags) for (const gram of bag.keys()) documents.set(gram, (documents.get(gram) ?? 0) + 1);
  const rarity = (gram: number): number => 1 + Math.log((1 + sequences.length) / (1 + (documents.get(gram) ?? 0)));
  const kept = sample(sequences.length, limit);
  const index = new Map<number, { medoid: number; weight: number }[]>();
  for (const [medoid, i] of kept.entries()) {
    for (const [gram, weight] of weighted(bags[i] as Bag, rarity)) {
      const entries = index.get(gram);
      if (entries === undefined) index.set(gram, [{ medoid, weight }]);
      else entries.push({ medoid, weight });
    }
  }
  const similar = new Float64Array(kept.length);
  return {
    distance(sequence) {
      similar.fill(0);
      for (const [gram, weight] of weighted(bagOf(sequence), rarity)) {
        for (const entry of index.get(gram) ?? [])
          similar[entry.medoid] = (similar[entry.medoid] as number) + weight * entry.weight;
      }
      let [first, second, nearest] = [0, 0, -1];
      for (let i = 0; i < similar.length; i++) {
        const value = similar[i] as number;
        if (value > first) [first, second, nearest] = [value, first, i];
        else if (value > second) second = value;
      }
      return { second: Math.max(0, 1 - second), nearest: nearest < 0 ? -1 : (kept[nearest] as number) };
    },
  };
}

type Bag = ReadonlyMap<number, number>;
function bagOf(sequence: ArrayLike<number>): Bag {
  const bag = new Map<number, number>();
  for (let at = 0; at < sequence.length; at++) {
    let gram = 0;
    for (let k = 0; k < bagOrder && at - k >= 0; k++) {
      gram = hashWord(gram + k, (sequence[at - k] as number) + 1);
      bag.set(gram, (bag.get(gram) ?? 0) + 1);
    }
  }
  return bag;
}

/** Unit length. */
function weighted(bag: Bag, rarity: (gram: number) => number): readonly (readonly [number, number])[] {
  const weights = [...bag].map(([gram, tf]) => [gram, tf * rarity(gram)] as const);
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
  return weights.map(([gram, weight]) => [gram, weight / length] as const);
}

/** The same sequences on every host: those whose position has the smallest hash. */
function sample(count: number, limit: number): readonly number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= limit) return all;
  return all.sort((a, b) => hashWord(0x5a, a) - hashWord(0x5a, b)).slice(0, limit);
}
