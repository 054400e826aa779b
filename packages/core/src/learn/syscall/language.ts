/**
 * The language model of a workload's system calls: order 6, counts from blocks.
 *
 * in     6-grams that at least two blocks showed
 * out    how likely a call is after the five before it; what was to be expected instead
 * holds  what one block alone showed has no weight, so its surprise is that of something left out, and poison from one block is none
 *
 * As good as an LSTM on ADFA-LD at a three-hundredth of the cost (design measurements; docs/detection-quality.md).
 */
import { syscallName } from '../../syscall/name.ts';
import { Chain } from '../chain.ts';
import { hashWord } from '../hash.ts';
import type { SupportTable } from '../support.ts';
import { ngramOrder, unpackNgram } from './ngram.ts';

/** Tokens a call could be: those Linux has, roughly. */
export const vocabulary = 400;
const root = 0x1a4e;

export interface LanguageModel {
  /** −log10 of the chance of the last of `count` tokens after those before it. */
  digits(tokens: ArrayLike<number>, count: number): number;
  /** After the longest context of at most two calls that is known: the likeliest next calls. */
  expected(tokens: ArrayLike<number>, count: number): Expected;
  readonly bytes: number;
}

export interface Expected {
  readonly after: readonly string[];
  readonly next: readonly { readonly what: string; readonly probability: number }[];
}

export function languageModel(ngrams: SupportTable): LanguageModel {
  const chain = new Chain();
  const symbols = new Set<number>();
  const contexts = new Uint32Array(ngramOrder);
  for (const { high, low, second, blocks } of ngrams.items()) {
    if (second === 0) continue;
    const tokens = unpackNgram(high, low);
    for (const token of tokens) symbols.add(token);
    fillContexts(contexts, tokens, ngramOrder - 1);
    chain.add(contexts, tokens[ngramOrder - 1] as number, blocks);
  }
  return {
    digits(tokens, count) {
      const known = contextsBefore(contexts, tokens, count - 1);
      return -Math.log10(chain.probability(known, tokens[count - 1] as number, vocabulary));
    },
    expected(tokens, count) {
      for (let depth = Math.min(2, count - 1); depth >= 0; depth--) {
        const context = contextsBefore(contexts, tokens, count - 1)[depth] as number;
        const total = chain.total(context);
        if (total > 0)
          return { after: names(tokens, count - 1 - depth, count - 1), next: likeliest(chain, context, symbols) };
      }
      return { after: [], next: [] };
    },
    get bytes() {
      return chain.bytes;
    },
  };
}

/** contexts[k] is the hash of the k tokens before `at`. */
export function fillContexts(contexts: Uint32Array, tokens: ArrayLike<number>, at: number): void {
  let context = root;
  contexts[0] = context;
  for (let k = 1; k < contexts.length; k++) {
    context = hashWord(context, (tokens[at - k] as number) + 1);
    contexts[k] = context;
  }
}

function contextsBefore(contexts: Uint32Array, tokens: ArrayLike<number>, at: number): Uint32Array {
  if (at >= contexts.length - 1) {
    fillContexts(contexts, tokens, at);
    return contexts;
  }
  const shorter = contexts.subarray(0, at + 1);
  fillContexts(shorter, tokens, at);
  return shorter;
}

function names(tokens: ArrayLike<number>, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => syscallName(tokens[from + i] as number));
}

const expectationsTold = 3;

function likeliest(chain: Chain, context: number, symbols: ReadonlySet<number>): Expected['next'] {
  const total = chain.total(context);
  return [...symbols]
    .map((token) => ({ what: syscallName(token), probability: chain.count(context, token) / total }))
    .filter(({ probability }) => probability > 0)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, expectationsTold);
}
