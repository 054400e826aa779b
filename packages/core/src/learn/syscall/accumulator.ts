/** Gathers novelties and windows until a delta is taken. */
import { neverLearnedSyscalls } from '../../act/privilege-rules.ts';
import { isRuntime } from '../../act/runtime.ts';
import type { NoveltyEvent, WindowEvent } from '../../event/event.ts';
import { syscallToken } from '../../syscall/name.ts';
import { type Phase, sliceBlock } from '../block.ts';
import { distinctOf } from '../distinct.ts';
import { hashWord } from '../hash.ts';
import { SupportTable } from '../support.ts';
import { limits, type SyscallModel } from './model.ts';
import { ngramOrder, packNgram, packPair } from './ngram.ts';
import { cellToken, packCounts, type SampledWindow, windowSampleOf } from './window-sample.ts';

export interface SyscallAccumulator {
  novelty(event: NoveltyEvent, phase: Phase): void;
  /** Returns how many calls the window counted. */
  window(event: WindowEvent, phase: Phase): number;
  rebase(known: SyscallModel): void;
  take(): SyscallModel;
}

interface Gathered {
  syscalls: SupportTable;
  pairs: SupportTable;
  ngrams: SupportTable;
  windowPairs: SupportTable;
  blocks: Record<Phase, Set<number>>;
  windows: Record<Phase, SampledWindow[]>;
}

export function syscallAccumulator(): SyscallAccumulator {
  let gathered = nothing();
  const tokens = new Uint16Array(16);

  return {
    novelty(event, phase) {
      const count = tokensOf(event, tokens);
      if (count === 0 || isRuntime(event.process, event.at)) return;
      const block = sliceBlock(event.container, event.slice, phase);
      gathered.blocks[phase].add(block);
      const last = tokens[count - 1] as number;
      gathered.syscalls.add(0, last, block);
      if (count >= 2) gathered.pairs.add(0, packPair(tokens[count - 2] as number, last), block);
      if (count < ngramOrder) return;
      const { high, low } = packNgram(tokens, count - ngramOrder);
      gathered.ngrams.add(high, low, block);
    },
    window(event, phase) {
      const cells = packCounts(countsOf(event));
      if (cells.length === 0) return 0;
      const block = sliceBlock(event.container, event.slice, phase);
      gathered.blocks[phase].add(block);
      for (let i = 0; i < cells.length; i++) {
        const a = cellToken(cells[i] as number);
        gathered.syscalls.add(0, a, block);
        for (let j = i + 1; j < cells.length; j++) {
          gathered.windowPairs.add(0, packPair(a, cellToken(cells[j] as number)), block);
        }
      }
      gathered.windows[phase].push({
        hash: hashWord(block, event.at % 2 ** 32),
        atS: Math.floor(event.at / 1000),
        cells,
      });
      let calls = 0;
      for (const count of event.counts.values()) calls += count;
      return calls;
    },
    rebase() {
      // Support needs the block even of what is known (a second block makes an item trusted), so nothing can be left out.
    },
    take() {
      const { syscalls, pairs, ngrams, windowPairs, blocks, windows } = gathered;
      gathered = nothing();
      return {
        syscalls,
        pairs,
        ngrams,
        windowPairs,
        blocks: {
          'start-up': distinctOf(limits.blocks, blocks['start-up']),
          steady: distinctOf(limits.blocks, blocks.steady),
        },
        windows: {
          'start-up': windowSampleOf(limits.windows['start-up'], windows['start-up']),
          steady: windowSampleOf(limits.windows.steady, windows.steady),
        },
      };
    },
  };
}

/**
 * Writes the tokens of a novelty's calls; 0 when there are none, one has no token, or one is a call that is never learned: the
 * acts tell those.
 */
export function tokensOf({ calls }: NoveltyEvent, into: Uint16Array): number {
  const from = Math.max(0, calls.length - into.length);
  let count = 0;
  for (let i = from; i < calls.length; i++) {
    const name = calls[i]?.syscall ?? '';
    const token = syscallToken(name);
    if (token === undefined || neverLearnedSyscalls.has(name)) count = 0;
    else into[count++] = token;
  }
  return count;
}

export function* countsOf({ counts }: WindowEvent): Iterable<readonly [number, number]> {
  for (const [name, count] of counts) {
    const token = syscallToken(name);
    if (token !== undefined && !neverLearnedSyscalls.has(name)) yield [token, count];
  }
}

function nothing(): Gathered {
  return {
    syscalls: new SupportTable(limits.syscalls),
    pairs: new SupportTable(limits.pairs),
    ngrams: new SupportTable(limits.ngrams),
    windowPairs: new SupportTable(limits.windowPairs),
    blocks: { 'start-up': new Set(), steady: new Set() },
    windows: { 'start-up': [], steady: [] },
  };
}
