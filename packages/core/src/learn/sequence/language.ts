/**
 * The language model over whole sequences: for traces, where every call of a process is known.
 *
 * in     sequences of tokens, each one block
 * out    −log10 of the chance of every call after the five before it
 * holds  what two blocks showed counts as often as it was shown; what one block alone showed counts once, so that twenty poisoned
 *        sequences can add no more than twenty to anything
 */
import { Chain } from '../chain.ts';
import { CountTable } from '../count-table.ts';
import { hashWord } from '../hash.ts';
import { vocabulary } from '../syscall/language.ts';
import { ngramOrder } from '../syscall/ngram.ts';

export interface SequenceLanguage {
  /** One number a call, in digits. */
  surprise(sequence: ArrayLike<number>): Float64Array;
  readonly bytes: number;
}

const root = 0x5e9;
const several = -1;

export function sequenceLanguage(sequences: readonly ArrayLike<number>[]): SequenceLanguage {
  const supported = supportByTwo(sequences);
  const chain = new Chain();
  const contexts = new Uint32Array(ngramOrder);
  for (const sequence of sequences) {
    for (let at = 0; at < sequence.length; at++) {
      const orders = contextsAt(contexts, sequence, at);
      const symbol = sequence[at] as number;
      for (let order = 0; order < orders; order++) {
        const context = contexts[order] as number;
        const support = supported.get(hashWord(context, symbol), context);
        if (support === several || chain.count(context, symbol) === 0) chain.addAfter(context, symbol, 1);
      }
    }
  }
  return {
    surprise(sequence) {
      const digits = new Float64Array(sequence.length);
      for (let at = 0; at < sequence.length; at++) {
        const orders = contextsAt(contexts, sequence, at);
        const known = orders === contexts.length ? contexts : contexts.subarray(0, orders);
        digits[at] = -Math.log10(chain.probability(known, sequence[at] as number, vocabulary));
      }
      return digits;
    },
    get bytes() {
      return chain.bytes;
    },
  };
}

/** For each context and symbol the one block that showed it (from 1), or `several`. */
function supportByTwo(sequences: readonly ArrayLike<number>[]): CountTable {
  const shownBy = new CountTable();
  const contexts = new Uint32Array(ngramOrder);
  for (const [i, sequence] of sequences.entries()) {
    for (let at = 0; at < sequence.length; at++) {
      const orders = contextsAt(contexts, sequence, at);
      for (let order = 0; order < orders; order++) {
        const context = contexts[order] as number;
        const pair = hashWord(context, sequence[at] as number);
        const known = shownBy.get(pair, context);
        if (known === 0) shownBy.add(pair, context, i + 1);
        else if (known !== several && known !== i + 1) shownBy.add(pair, context, several - known);
      }
    }
  }
  return shownBy;
}

/** Fills in the contexts of a position, shortest first; returns how many there are. */
function contextsAt(contexts: Uint32Array, sequence: ArrayLike<number>, at: number): number {
  const orders = Math.min(contexts.length, at + 1);
  let context = root;
  contexts[0] = context;
  for (let k = 1; k < orders; k++) {
    context = hashWord(context, (sequence[at - k] as number) + 1);
    contexts[k] = context;
  }
  return orders;
}
