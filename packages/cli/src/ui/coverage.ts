import type { Readiness } from '@plimsoll/api';
import { printable } from './printable.ts';
import { counted, percent } from './quantity.ts';
import type { Style } from './style.ts';
import { padEnd } from './width.ts';

/** One word or two for lists: `ready`, or how far the furthest behind is. */
export function learningWord(readiness: Readiness): string {
  if (readiness.ready) return 'ready';
  const worst = furthestBehind(readiness);
  return worst === undefined ? 'nothing yet' : `new ≤ ${percent(worst.upperBound)}`;
}

/** The estimate with its bound and its target: never a bar that fills by time. */
export function coverageLines(readiness: Readiness, style: Style): readonly string[] {
  const lines = readiness.coverage.map((coverage) => {
    const state =
      coverage.upperBound <= coverage.target ? style.paint('good', 'enough') : style.paint('warn', 'not yet');
    return [
      padEnd(coverage.behaviour, 8),
      `${percent(coverage.estimate)} new expected, at most ${percent(coverage.upperBound)} (target ${percent(coverage.target)}: ${state})`,
      `from ${counted(coverage.blocks, printable(coverage.unit), printable(coverage.unit))};`,
      `${counted(coverage.trusted, 'thing')} trusted, ${coverage.probationary} seen once`,
    ].join(' ');
  });
  const missing = readiness.missing.map((what) => `missing  ${printable(what)}`);
  return [...lines, ...missing];
}

function furthestBehind({ coverage }: Readiness): Readiness['coverage'][number] | undefined {
  return coverage.reduce<Readiness['coverage'][number] | undefined>((worst, each) => {
    return worst === undefined || each.upperBound > worst.upperBound ? each : worst;
  }, undefined);
}
