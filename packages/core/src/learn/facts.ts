/** Numbers about a baseline that several stages tell: blocks, coverage, rates. */
import type { Behaviour } from '../finding/finding.ts';
import type { Baseline } from './baseline.ts';
import { phases } from './block.ts';
import { blocksAlone, startsAlone, type Unseen, unseen } from './coverage.ts';
import { countDistinct } from './distinct.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A rate over less than this says nothing about a day. */
const leastSpanMs = 60_000;

export function blocksOf(baseline: Baseline, behaviour: Behaviour): number {
  const { blocks } = baseline[behaviour];
  return phases.reduce((sum, phase) => sum + countDistinct(blocks[phase]), 0);
}

export function watchedMs({ learnedFrom, learnedTo }: Baseline): number {
  return learnedFrom === undefined || learnedTo === undefined ? 0 : learnedTo - learnedFrom;
}

/** Blocks a day at the rate seen while it learned. */
export function blocksADay(baseline: Baseline, behaviour: Behaviour): number {
  return (blocksOf(baseline, behaviour) * dayMs) / Math.max(leastSpanMs, watchedMs(baseline));
}

/**
 * Good-Turing over what raises a finding by itself: for processes a start of a shape never started, for syscalls a syscall or a
 * pair never called. A 6-gram alone is weak evidence and does not alert, so it does not hold a baseline back.
 */
export function coverageOf(baseline: Baseline, behaviour: Behaviour): Unseen {
  const alone =
    behaviour === 'process'
      ? startsAlone(baseline.process)
      : blocksAlone(baseline.syscall.syscalls, baseline.syscall.pairs);
  return unseen(alone.size, blocksOf(baseline, behaviour));
}
