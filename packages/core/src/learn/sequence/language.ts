/**
 * The language model over whole sequences: for traces, where every call of a process is known.
 *
 * in     sequences of tokens in the order of time, each with the period it was seen in
 * out    −log10 of the chance of every call after the five before it
 * holds  a call after a context counts once a period, however often it was shown: a burst of poisoned sequences counts once
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

/** A sequence to learn from, and when it was seen: a number that grows with time. */
export interface Dated {
  readonly sequence: ArrayLike<number>;
  readonly period: number;
}

const root = 0x5e9;

/** @param learned ascending by period */
export function sequenceLanguage(learned: readonly Dated[]): SequenceLanguage {
  const chain = new Chain();
  const lastShown = new CountTable();
  const contexts = new Uint32Array(ngramOrder);
  for (const { sequence, period } of learned) {
    for (let at = 0; at < sequence.length; at++) {
      const orders = contextsAt(contexts, sequence, at);
      const symbol = sequence[at] as number;
      for (let order = 0; order < orders; order++) {
        const context = contexts[order] as number;
        const pair = hashWord(context, symbol);
        const shown = lastShown.get(pair, context);
        if (shown === period + 1) continue;
        lastShown.add(pair, context, period + 1 - shown);
        chain.addAfter(context, symbol, 1);
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
