/**
 * Nearest neighbours on bags of n-grams: which learned sequences is this one most like?
 *
 * in     dated sequences; at most `medoidLimit` of them are kept, those too near to a kept one are left out when room is short
 * out    the cosine distance in 0…1 to the nearest, and the nearest of each of the five periods that hold the nearest
 * holds  one period has one voice in what is near, so a burst of poisoned sequences has one
 *
 * A bag holds tf-idf weights of all n-grams up to three: tf · (1 + ln((1 + N)/(1 + df))). What was never learned is in the bag
 * too, so that a sequence of strange calls is far from everything.
 */
import { hashWord } from '../hash.ts';
import type { Dated } from './language.ts';

const bagOrder = 3;
export const medoidLimit = 1024;
/** As many of the nearest are told, each of another period. */
const nearestTold = 5;
/** How much further apart kept sequences must be each time the room is used up. */
const firstApart = 0.01;
const furtherApart = 1.5;

export interface Near {
  readonly distance: number;
  /** Nearest first; `index` is that of the learned sequence. */
  readonly nearest: readonly { readonly index: number; readonly similarity: number }[];
}

export interface Neighbours {
  near(sequence: ArrayLike<number>): Near;
  readonly bytes: number;
}

interface Medoid {
  readonly index: number;
  readonly bag: Weighted;
  readonly period: number;
}

type Bag = ReadonlyMap<number, number>;
type Weighted = readonly (readonly [gram: number, weight: number])[];

export function neighbours(learned: readonly Dated[], limit = medoidLimit): Neighbours {
  const documents = new Map<number, number>();
  const bags = learned.map(({ sequence }) => bagOf(sequence));
  for (const bag of bags) for (const gram of bag.keys()) documents.set(gram, (documents.get(gram) ?? 0) + 1);
  const rarity = (gram: number): number => 1 + Math.log((1 + learned.length) / (1 + (documents.get(gram) ?? 0)));

  let apart = 1e-6;
  let kept = new Kept();
  for (const [index, { period }] of learned.entries()) {
    kept.take({ index, bag: weighted(bags[index] as Bag, rarity), period }, apart);
    while (kept.medoids.length > limit) {
      apart = Math.max(firstApart, apart * furtherApart);
      const fewer = new Kept();
      for (const medoid of kept.medoids) fewer.take(medoid, apart);
      kept = fewer;
    }
  }
  return {
    near: (sequence) => kept.near(weighted(bagOf(sequence), rarity)),
    get bytes() {
      return kept.bytes + documents.size * 16;
    },
  };
}

/** Kept sequences behind an index from n-gram to those that hold it. */
class Kept {
  readonly medoids: Medoid[] = [];
  readonly #holders = new Map<number, { readonly ids: number[]; readonly weights: number[] }>();
  #similar = new Float64Array(64);

  /** Keeps it unless one that is nearer than `apart` is kept already. */
  take(medoid: Medoid, apart: number): void {
    const similar = this.#similarities(medoid.bag);
    let best = -1;
    for (let id = 0; id < this.medoids.length; id++) {
      if (best < 0 || (similar[id] as number) > (similar[best] as number)) best = id;
    }
    if (best >= 0 && 1 - (similar[best] as number) < apart) return;
    const id = this.medoids.push(medoid) - 1;
    for (const [gram, weight] of medoid.bag) {
      const holders = this.#holders.get(gram);
      if (holders === undefined) this.#holders.set(gram, { ids: [id], weights: [weight] });
      else {
        holders.ids.push(id);
        holders.weights.push(weight);
      }
    }
  }

  near(bag: Weighted): Near {
    const similar = this.#similarities(bag);
    const best = new Map<number, number>();
    for (let id = 0; id < this.medoids.length; id++) {
      const { period } = this.medoids[id] as Medoid;
      const known = best.get(period);
      if (known === undefined || (similar[id] as number) > (similar[known] as number)) best.set(period, id);
    }
    const nearest = [...best.values()]
      .map((id) => ({ index: (this.medoids[id] as Medoid).index, similarity: similar[id] as number }))
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, nearestTold);
    return { distance: Math.max(0, 1 - (nearest[0]?.similarity ?? 0)), nearest };
  }

  get bytes(): number {
    let entries = 0;
    for (const { ids } of this.#holders.values()) entries += ids.length;
    return this.#holders.size * 48 + entries * 16;
  }

  #similarities(bag: Weighted): Float64Array {
    if (this.#similar.length < this.medoids.length) this.#similar = new Float64Array(2 * this.medoids.length);
    const similar = this.#similar.fill(0);
    for (const [gram, weight] of bag) {
      const holders = this.#holders.get(gram);
      if (holders === undefined) continue;
      const { ids, weights } = holders;
      for (let k = 0; k < ids.length; k++) {
        const id = ids[k] as number;
        similar[id] = (similar[id] as number) + weight * (weights[k] as number);
      }
    }
    return similar;
  }
}

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
function weighted(bag: Bag, rarity: (gram: number) => number): Weighted {
  const weights = [...bag].map(([gram, tf]) => [gram, tf * rarity(gram)] as const);
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
  return weights.map(([gram, weight]) => [gram, weight / length] as const);
}
