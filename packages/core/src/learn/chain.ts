/**
 * The back-off chain: how likely a symbol is after its context, for sequences of syscalls and for the fields of a process alike.
 *
 * in     symbols, each with its contexts from the most general to the most specific (all of them hashes)
 * out    probabilities in 0…1 that add up to 1 over a vocabulary of `vocabulary` symbols
 * holds  a symbol's probability never is 0; counts can be taken back, so that leaving one out is exact
 *
 * Witten and Bell's smoothing (1991, "The zero-frequency problem", method C), interpolated: with N symbols of T kinds seen after a
 * context, T/(N + T) of its mass goes to the shorter context. Hashed: 64 bits tell contexts apart, no strings are kept.
 */
import { CountTable } from './count-table.ts';
import { hashWord } from './hash.ts';

export class Chain {
  readonly #after = new CountTable();
  readonly #contexts = new CountTable();

  /** `context` holds one hash an order, the empty context's first. A negative count takes back. */
  add(contexts: ArrayLike<number>, symbol: number, count: number): void {
    for (let order = 0; order < contexts.length; order++) this.addAfter(contexts[order] as number, symbol, count);
  }

  /** The same for one context alone. */
  addAfter(context: number, symbol: number, count: number): void {
    const pair = hashWord(context, symbol);
    const before = this.#after.add(pair, context, count);
    this.#contexts.add(context, total, count);
    if (before === 0) this.#contexts.add(context, kinds, 1);
    else if (before + count === 0) this.#contexts.add(context, kinds, -1);
  }

  probability(contexts: ArrayLike<number>, symbol: number, vocabulary: number): number {
    let p = 1 / vocabulary;
    for (let order = 0; order < contexts.length; order++) {
      const context = contexts[order] as number;
      const n = this.#contexts.get(context, total);
      if (n === 0) break;
      const t = this.#contexts.get(context, kinds);
      p = (this.#after.get(hashWord(context, symbol), context) + t * p) / (n + t);
    }
    return p;
  }

  /** How often the symbol followed this context. */
  count(context: number, symbol: number): number {
    return this.#after.get(hashWord(context, symbol), context);
  }

  /** How often anything followed this context. */
  total(context: number): number {
    return this.#contexts.get(context, total);
  }

  get bytes(): number {
    return this.#after.bytes + this.#contexts.bytes;
  }
}

const total = 0x70741;
const kinds = 0x6b1d5;
