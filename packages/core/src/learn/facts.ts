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
  return aDay(baseline, blocksOf(baseline, behaviour));
}

/**
 * Good-Turing over what raises a finding by itself: for processes a start of a shape never started, for syscalls a syscall or a
 * pair never called. A 6-gram alone is weak evidence and does not alert, so it does not hold a baseline back.
 * Per block of the behaviour's own: what the next start, or the next slice, may show.
 */
export function coverageOf(baseline: Baseline, behaviour: Behaviour): Unseen {
  return unseen(aloneIn(baseline, behaviour), blocksOf(baseline, behaviour));
}

/**
 * The same per slice, for every behaviour and for all of them together: a workload that starts two programs a day has shown far
 * more than two starts can tell by starting nothing else in eight thousand slices. A slice is one of one container in which it
 * did anything at all, so every start lies in one.
 */
export function coveragePerSlice(baseline: Baseline, behaviours: readonly Behaviour[]): Unseen {
  const alone = behaviours.reduce((sum, behaviour) => sum + aloneIn(baseline, behaviour), 0);
  return unseen(alone, slicesOf(baseline));
}

/** Without any window or novelty there are only the starts to count. */
function slicesOf(baseline: Baseline): number {
  return blocksOf(baseline, 'syscall') || blocksOf(baseline, 'process');
}

export function slicesADay(baseline: Baseline): number {
  return aDay(baseline, slicesOf(baseline));
}

function aloneIn({ process, syscall }: Baseline, behaviour: Behaviour): number {
  return behaviour === 'process' ? startsAlone(process).size : blocksAlone(syscall.syscalls, syscall.pairs).size;
}

function aDay(baseline: Baseline, blocks: number): number {
  return (blocks * dayMs) / Math.max(leastSpanMs, watchedMs(baseline));
}
