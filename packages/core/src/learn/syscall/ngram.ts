/** N-grams of syscall tokens as two 32-bit words: exact, so that a language model can be read back from the table. */
import { tokenLimit } from '../../syscall/name.ts';

export const ngramOrder = 6;

/** Six tokens of 10 bits, oldest first: three in each word. */
export function packNgram(tokens: ArrayLike<number>, from: number): { readonly high: number; readonly low: number } {
  return { high: packThree(tokens, from), low: packThree(tokens, from + 3) };
}

export function unpackNgram(high: number, low: number): readonly number[] {
  return [...unpackThree(high), ...unpackThree(low)];
}

/** A pair (previous, next) as one word. */
export function packPair(previous: number, next: number): number {
  return previous * tokenLimit + next;
}

function packThree(tokens: ArrayLike<number>, from: number): number {
  return ((tokens[from] as number) << 20) | ((tokens[from + 1] as number) << 10) | (tokens[from + 2] as number);
}

function unpackThree(word: number): readonly number[] {
  return [(word >>> 20) & 1023, (word >>> 10) & 1023, word & 1023];
}
