/** Gathers novelties and windows until a delta is taken. */
import { neverLearnedSyscalls } from '../../act/privilege-rules.ts';
import { isRuntime } from '../../act/runtime.ts';
import type { NoveltyEvent, WindowEvent } from '../../event/event.ts';
import { syscallName, syscallToken, tokenLimit } from '../../syscall/name.ts';
import { byPhase, type Phase, sliceBlock } from '../block.ts';
import { distinctOf } from '../distinct.ts';
import { hashWord } from '../hash.ts';
import { SupportTable } from '../support.ts';
import { limits, type SyscallModel } from './model.ts';
import { ngramOrder, packNgram, packPair } from './ngram.ts';
import { cellToken, packCounts, type SampledWindow, type WindowSample, windowSampleOf } from './window-sample.ts';

export interface SyscallAccumulator {
  novelty(event: NoveltyEvent, phase: Phase): void;
  /** Returns how many calls the window counted. */
  window(event: WindowEvent, phase: Phase): number;
  /** What is known so well that more of it changes nothing: it is left out of the next deltas. */
  rebase(known: SyscallModel): void;
  take(): SyscallModel;
}

/** An item this many blocks showed is as trusted, and as likely, as it will ever count. */
const wellKnown = 512;

interface Gathered {
  syscalls: SupportTable;
  pairs: SupportTable;
  ngrams: SupportTable;
  windowPairs: SupportTable;
  blocks: Record<Phase, Set<number>>;
  windows: Record<Phase, SampledWindow[]>;
}

export function syscallAccumulator(known: SyscallModel): SyscallAccumulator {
  let base = known;
  let gathered = nothing();
  const tokens = new Uint16Array(ngramOrder);

  return {
    novelty(event, phase) {
      const count = tokensOf(event, tokens);
      if (count === 0 || isRuntime(event.process, event.at)) return;
      const block = sliceBlock(event.container, event.slice, phase);
      note(block, phase);
      const last = tokens[count - 1] as number;
      add('syscalls', 0, last, block);
      if (count >= 2) add('pairs', 0, packPair(tokens[count - 2] as number, last), block);
      if (count < ngramOrder) return;
      const { high, low } = packNgram(tokens, count - ngramOrder);
      add('ngrams', high, low, block);
    },
    window(event, phase) {
      const cells = packCounts(countsOf(event));
      if (cells.length === 0) return 0;
      const block = sliceBlock(event.container, event.slice, phase);
      note(block, phase);
      for (let i = 0; i < cells.length; i++) {
        const a = cellToken(cells[i] as number);
        add('syscalls', 0, a, block);
        for (let j = i + 1; j < cells.length; j++) {
          add('windowPairs', 0, packPair(a, cellToken(cells[j] as number)), block);
        }
      }
      const hash = hashWord(block, event.at % 2 ** 32);
      if (wanted(base.windows[phase], hash)) {
        gathered.windows[phase].push({ hash, atS: Math.floor(event.at / 1000), cells });
        if (gathered.windows[phase].length > 2 * limits.windows[phase]) {
          gathered.windows[phase] = [...windowSampleOf(limits.windows[phase], gathered.windows[phase]).windows];
        }
      }
      let calls = 0;
      for (const count of event.counts.values()) calls += count;
      return calls;
    },
    rebase(newer) {
      base = newer;
    },
    take() {
      const { syscalls, pairs, ngrams, windowPairs, blocks, windows } = gathered;
      gathered = nothing();
      return {
        syscalls,
        pairs,
        ngrams,
        windowPairs,
        blocks: byPhase((phase) => distinctOf(limits.blocks, blocks[phase])),
        windows: byPhase((phase) => windowSampleOf(limits.windows[phase], windows[phase])),
      };
    },
  };

  function note(block: number, phase: Phase): void {
    gathered.blocks[phase].add(block);
    if (gathered.blocks[phase].size > 4 * limits.blocks) {
      gathered.blocks[phase] = new Set(distinctOf(limits.blocks, gathered.blocks[phase]).smallest);
    }
  }

  function add(table: 'syscalls' | 'pairs' | 'ngrams' | 'windowPairs', high: number, low: number, block: number): void {
    if (base[table].blocks(high, low) < wellKnown) gathered[table].add(high, low, block);
  }
}

/** A full sample takes only windows with a smaller hash than its largest. */
function wanted({ windows, capacity }: WindowSample, hash: number): boolean {
  return windows.length < capacity || hash < (windows.at(-1)?.hash ?? 0);
}

/**
 * Writes the tokens of a novelty's last calls; 0 when there are none or the new one is a call that is never learned: the acts
 * tell those, and what stood before such a call is no context for what came after it.
 */
export function tokensOf({ calls }: NoveltyEvent, into: Uint16Array): number {
  const from = Math.max(0, calls.length - into.length);
  let count = 0;
  for (let i = from; i < calls.length; i++) {
    const token = syscallToken(calls[i]?.syscall ?? '');
    if (token === undefined || neverLearnedToken[token] === 1) count = 0;
    else into[count++] = token;
  }
  return count;
}

const neverLearnedToken = Uint8Array.from({ length: tokenLimit }, (_, token) =>
  neverLearnedSyscalls.has(syscallName(token)) ? 1 : 0,
);

export function* countsOf({ counts }: WindowEvent): Iterable<readonly [number, number]> {
  for (const [name, count] of counts) {
    const token = syscallToken(name);
    if (token !== undefined && neverLearnedToken[token] === 0) yield [token, count];
  }
}

function nothing(): Gathered {
  return {
    syscalls: new SupportTable(limits.syscalls),
    pairs: new SupportTable(limits.pairs),
    ngrams: new SupportTable(limits.ngrams),
    windowPairs: new SupportTable(limits.windowPairs),
    blocks: byPhase(() => new Set()),
    windows: byPhase(() => []),
  };
}
