/**
 * How much of a behaviour a baseline may still be missing, on a log scale, with the line it has to pass.
 *
 * in     coverage: estimate, its upper bound, the target
 * out    a dot (estimate), a whisker (up to the bound) and the mark (target); the same in words beside it
 * holds  position is odds, never time: waiting alone moves nothing
 */
import type { ReactNode } from 'react';
import { formatOdds } from '../lib/format.ts';
import { behaviourNames, type Coverage, oneOf } from '../lib/words.ts';
import classes from './load-line.module.css';
import { Mark } from './mark.tsx';

const ticks = [1, 10, 100, 1_000, 10_000, 100_000] as const;
const decades = 5;

/** Left edge for 1 in 1, right edge for 1 in 100,000 and better; in percent of the width. */
export function placeOf(chance: number): number {
  if (!(chance > 0)) return 100;
  return Math.min(100, Math.max(0, (-Math.log10(chance) / decades) * 100));
}

export interface LoadLineProps {
  readonly coverage: Coverage;
  /** Without scale and words, for a table's cell. */
  readonly small?: boolean;
}

export function LoadLine({ coverage, small = false }: LoadLineProps): ReactNode {
  const { behaviour, estimate, upperBound, target, unit, blocks } = coverage;
  const reached = blocks > 0 && upperBound <= target;
  const [from, to] = [placeOf(upperBound), placeOf(estimate)];
  const words =
    `${behaviourNames[behaviour]}: chance that the next ${oneOf(unit)} shows something new, estimate ${formatOdds(estimate)}, ` +
    `at most ${formatOdds(upperBound)}, needed ${formatOdds(target)}`;
  return (
    <div
      className={classes.scale}
      data-small={small || undefined}
      data-reached={reached || undefined}
      role="img"
      aria-label={words}
    >
      <div className={classes.track}>
        <div className={classes.beyond} style={{ left: `${placeOf(target)}%` }} />
        {blocks > 0 && (
          <>
            <div className={classes.whisker} style={{ left: `${from}%`, width: `${Math.max(0.5, to - from)}%` }} />
            <div className={classes.bound} style={{ left: `${from}%` }} />
            <div className={classes.dot} style={{ left: `${to}%` }} />
          </>
        )}
        <div className={classes.target} style={{ left: `${placeOf(target)}%` }}>
          <Mark size={small ? 16 : 26} />
        </div>
      </div>
      {!small && (
        <div className={classes.ticks} aria-hidden>
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${placeOf(1 / tick)}%` }}>
              {tick === 1 ? 'every time' : `1 in ${tick.toLocaleString('en')}`}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
