/** What the matching rows have in common, with counts; ticking narrows the list. */
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import classes from './facets.module.css';

export interface Facet {
  readonly title: string;
  readonly values: readonly {
    readonly value: string;
    readonly label: ReactNode;
    /** Undefined where the server does not count. */
    readonly count: number | undefined;
  }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** Only one may be chosen at a time. */
  readonly single?: boolean;
}

export function Facets({ facets }: { readonly facets: readonly Facet[] }): ReactNode {
  return (
    <aside className={classes.facets} aria-label="Filters">
      {facets.map((facet) => (
        <fieldset key={facet.title} className={classes.facet}>
          <legend>{facet.title}</legend>
          {facet.values.length === 0 && <p className="quiet">none</p>}
          {facet.values.map(({ value, label, count }) => (
            <label key={value} className={classes.value}>
              <input
                type="checkbox"
                checked={facet.chosen.includes(value)}
                onChange={() => facet.onChange(toggle(facet, value))}
              />
              <span className={classes.label}>{label}</span>
              {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
            </label>
          ))}
        </fieldset>
      ))}
    </aside>
  );
}

export function toggle({ chosen, single = false }: Pick<Facet, 'chosen' | 'single'>, value: string): readonly string[] {
  if (chosen.includes(value)) return chosen.filter((known) => known !== value);
  return single ? [value] : [...chosen, value];
}
