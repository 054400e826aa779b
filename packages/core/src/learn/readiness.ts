/**
 * May this baseline be applied? An estimate with its reasons, never a timer.
 *
 * in     a baseline and what its people accept
 * out    ready or not, what is missing in words with numbers, coverage a behaviour, alerts a day to be expected as an upper bound
 * holds  ready only if bound × blocks a day ≤ the budget, with enough starts, time and sight
 *
 * The block is a slice for every behaviour: the budget is per day, and a slice without a new program is as much proof as one
 * without a new system call. So a workload that hardly ever starts anything becomes ready as its days pass (with nothing new in T
 * days the bound is 3/T a day, whatever the load), and the bounds of both behaviours are one bound on their sum.
 */
import type { Behaviour } from '../finding/finding.ts';
import type { Baseline } from './baseline.ts';
import { sumOf } from './batch.ts';
import { countDistinct } from './distinct.ts';
import { coveragePerSlice, slicesADay, watchedMs } from './facts.ts';
import { isTrustedShape } from './process/model.ts';
import type { LearningSettings } from './settings.ts';

export interface CoverageEstimate {
  readonly behaviour: Behaviour;
  readonly estimate: number;
  readonly upperBound: number;
  /** The bound at which the alert budget holds. */
  readonly target: number;
  readonly blocks: number;
  readonly unit: string;
  readonly trusted: number;
  readonly probationary: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly missing: readonly string[];
  readonly coverage: readonly CoverageEstimate[];
  readonly expectedAlertsPerDay: number;
}

const behaviours: readonly Behaviour[] = ['syscall', 'process'];
/** More lost than this share of what was observed, and the estimate is not to be believed. */
const lossLimit = 0.01;

export function assessReadiness(
  baseline: Baseline,
  settings: LearningSettings,
  { declaredReady = false }: { readonly declaredReady?: boolean } = {},
): Readiness {
  const coverage = behaviours.map((behaviour) => estimate(baseline, behaviour, settings));
  const expected = coveragePerSlice(baseline, behaviours).upperBound * slicesADay(baseline);
  const missing = [
    ...coverage.flatMap((c) => missingCoverage(c, expected, settings)),
    ...missingStarts(baseline, settings),
    ...missingTime(baseline, settings),
    ...missingSight(baseline),
  ];
  return { ready: declaredReady || missing.length === 0, missing, coverage, expectedAlertsPerDay: rounded(expected) };
}

function estimate(baseline: Baseline, behaviour: Behaviour, settings: LearningSettings): CoverageEstimate {
  const { estimate, upperBound, blocks } = coveragePerSlice(baseline, [behaviour]);
  const perDay = slicesADay(baseline);
  const known = behaviour === 'process' ? shapesKnown(baseline) : itemsKnown(baseline);
  return {
    behaviour,
    estimate,
    upperBound,
    target: perDay === 0 ? 1 : Math.min(1, settings.alertBudgetPerDay / behaviours.length / perDay),
    blocks,
    unit: `slices of ${duration(settings.sliceMs)}`,
    ...known,
  };
}

function shapesKnown({ process }: Baseline): { trusted: number; probationary: number } {
  let trusted = 0;
  for (const shape of process.shapes.values()) trusted += isTrustedShape(shape) ? 1 : 0;
  return { trusted, probationary: process.shapes.size - trusted };
}

function itemsKnown({ syscall }: Baseline): { trusted: number; probationary: number } {
  const known = { trusted: 0, probationary: 0 };
  for (const table of [syscall.syscalls, syscall.pairs]) {
    for (const { second } of table.items()) known[second === 0 ? 'probationary' : 'trusted']++;
  }
  return known;
}

function missingCoverage(c: CoverageEstimate, expected: number, { alertBudgetPerDay }: LearningSettings): string[] {
  if (c.behaviour === 'process' && c.trusted + c.probationary === 0) return ['the start of any program'];
  if (c.blocks === 0) return ['any system call: nothing was observed yet'];
  if (c.upperBound <= c.target || expected <= alertBudgetPerDay) return [];
  return [
    `more ${c.unit} without a new ${c.behaviour === 'process' ? 'program' : 'system call'}: ` +
      `after ${c.blocks} of them up to ${odds(c.upperBound)} may still show one, ` +
      `and your budget of ${alertBudgetPerDay} ${alertBudgetPerDay === 1 ? 'alert' : 'alerts'} a day needs ${odds(c.target)}`,
  ];
}

function missingStarts(baseline: Baseline, { minimumStarts }: LearningSettings): string[] {
  const replicas = countDistinct(baseline.containers);
  const started = countDistinct(baseline.started);
  const missing: string[] = [];
  if (replicas < minimumStarts) {
    const more = minimumStarts - replicas;
    missing.push(
      `${more} more ${more === 1 ? 'restart or replica' : 'restarts or replicas'} (${replicas} of ${minimumStarts} seen)`,
    );
  }
  if (started === 0) missing.push('one start: no container was seen from its beginning');
  return missing;
}

function missingTime(baseline: Baseline, { minimumMs }: LearningSettings): string[] {
  const left = minimumMs - watchedMs(baseline);
  if (left <= 0) return [];
  return [`${duration(left)} more of watching, so that what happens once in ${duration(minimumMs)} is seen`];
}

function missingSight(baseline: Baseline): string[] {
  const lost = sumOf(baseline.sources, 'lost');
  const observations = sumOf(baseline.sources, 'observations');
  if (lost <= lossLimit * (observations + lost)) return [];
  return [`a clearer sight: ${lost} events were lost beside ${observations} observed, more than 1 in 100`];
}

/** `1 in 20`: people compare odds better than small percentages. */
function odds(share: number): string {
  if (share > 0.5) return `${Math.round(share * 100)} in 100`;
  return share > 0 ? `1 in ${Number((1 / share).toPrecision(2)).toLocaleString('en')}` : 'none';
}

export function duration(ms: number): string {
  for (const [unit, length] of units) {
    if (ms >= length) return `${Number((ms / length).toPrecision(2))} ${unit}`;
  }
  return `${Math.round(ms)} ms`;
}

const units = [
  ['days', 172_800_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
