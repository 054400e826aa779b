/** Signed contributions around a middle line: what made it more unusual to the right, what spoke against it to the left. */
import type { ReactNode } from 'react';
import classes from './diverging-bars.module.css';

export interface Bar {
  readonly what: string;
  readonly value: number;
  /** The value in words, e.g. `10⁴ times rarer`. */
  readonly words: string;
}

export function DivergingBars({ bars }: { readonly bars: readonly Bar[] }): ReactNode {
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.value)), Number.MIN_VALUE);
  const least = Math.min(0, ...bars.map((bar) => bar.value));
  const left = (-least / (largest - least)) * 100;
  return (
    <ul className={classes.bars}>
      {bars.map((bar) => (
        <li key={bar.what} className={classes.row}>
          <span className={classes.what}>{bar.what}</span>
          <span className={classes.track} aria-hidden>
            <span className={classes.middle} style={{ left: `${left}%` }} />
            <span
              className={classes.bar}
              data-against={bar.value < 0 || undefined}
              style={extent(bar.value, { largest, least, left })}
            />
          </span>
          <span className={classes.words}>{bar.words}</span>
        </li>
      ))}
    </ul>
  );
}

interface Scale {
  readonly largest: number;
  readonly least: number;
  readonly left: number;
}

/** Where a bar starts and how wide it is, in percent of the track. */
export function extent(value: number, { largest, least, left }: Scale): { left: string; width: string } {
  const width = (Math.abs(value) / (largest - least)) * 100;
  return { left: `${value < 0 ? left - width : left}%`, width: `${Math.max(width, 0.5)}%` };
}
