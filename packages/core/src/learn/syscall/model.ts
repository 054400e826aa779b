/**
 * What system calls a workload makes: which, in which order, and how often.
 *
 * in     novelties (the last call of each, with those before it) and windows of counts, each with its block
 * out    support per syscall, pair and 6-gram; pairs of syscalls that share a window; a sample of windows
 * holds  every part is a set with support or a coordinated sample: merge is commutative, associative and idempotent below the
 *        capacities, and never more than about 4 MiB
 */
import { byPhase, type Phase } from '../block.ts';
import { type Distinct, noneDistinct, uniteDistinct } from '../distinct.ts';
import { mergeSupport, SupportTable } from '../support.ts';
import { mergeWindows, noWindows, type WindowSample } from './window-sample.ts';

export const limits = {
  syscalls: 1024,
  pairs: 8192,
  ngrams: 32_768,
  windowPairs: 8192,
  windows: { 'start-up': 512, 'warm-up': 1024, steady: 4096 },
  blocks: 1024,
} as const;

export interface SyscallModel {
  readonly syscalls: SupportTable;
  readonly pairs: SupportTable;
  readonly ngrams: SupportTable;
  /** Pairs of syscalls seen in one window, in whatever order. */
  readonly windowPairs: SupportTable;
  readonly blocks: Readonly<Record<Phase, Distinct>>;
  readonly windows: Readonly<Record<Phase, WindowSample>>;
}

export const noSyscalls: SyscallModel = {
  syscalls: new SupportTable(limits.syscalls),
  pairs: new SupportTable(limits.pairs),
  ngrams: new SupportTable(limits.ngrams),
  windowPairs: new SupportTable(limits.windowPairs),
  blocks: byPhase(() => noneDistinct(limits.blocks)),
  windows: byPhase((phase) => noWindows(limits.windows[phase])),
};

export function mergeSyscalls(a: SyscallModel, b: SyscallModel): SyscallModel {
  return {
    syscalls: mergeSupport(a.syscalls, b.syscalls),
    pairs: mergeSupport(a.pairs, b.pairs),
    ngrams: mergeSupport(a.ngrams, b.ngrams),
    windowPairs: mergeSupport(a.windowPairs, b.windowPairs),
    blocks: byPhase((phase) => uniteDistinct(a.blocks[phase], b.blocks[phase])),
    windows: byPhase((phase) => mergeWindows(a.windows[phase], b.windows[phase])),
  };
}
