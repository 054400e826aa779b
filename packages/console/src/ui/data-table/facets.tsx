/** What the matching rows have in common, with counts; ticking narrows the list. */
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import { Icon } from '../icon.tsx';
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
  /** Leaves a value out of the list, or lets it in again. */
  readonly onWithout?: (value: string) => void;
  readonly leftOut?: readonly string[];
}

export function Facets({ facets }: { readonly facets: readonly Facet[] }): ReactNode {
  return (
    <aside className={classes.facets} aria-label="Filters">
      {facets.map((facet) => (
        <fieldset key={facet.title} className={classes.facet}>
          <legend>{facet.title}</legend>
          {facet.values.length === 0 && <p className="quiet">none</p>}
          {facet.values.map((each) => (
            <FacetValue key={each.value} facet={facet} {...each} />
          ))}
        </fieldset>
      ))}
    </aside>
  );
}

function FacetValue({ facet, value, label, count }: { readonly facet: Facet } & Facet['values'][number]): ReactNode {
  const { onWithout } = facet;
  const out = facet.leftOut?.includes(value) === true;
  return (
    <div className={classes.value} data-out={out || undefined}>
      <label>
        <input
          type="checkbox"
          checked={facet.chosen.includes(value)}
          onChange={() => facet.onChange(toggle(facet, value))}
        />
        <span className={classes.label}>{label}</span>
      </label>
      {onWithout !== undefined && (
        <button
          type="button"
          className={classes.without}
          aria-pressed={out}
          aria-label={`Leave out ${facet.title.toLowerCase()} ${value}`}
          title={out ? 'Let it in again' : 'Leave it out'}
          onClick={() => onWithout(value)}
        >
          <Icon name="minus" size={13} />
        </button>
      )}
      {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
    </div>
  );
}

export function toggle({ chosen, single = false }: Pick<Facet, 'chosen' | 'single'>, value: string): readonly string[] {
  if (chosen.includes(value)) return chosen.filter((known) => known !== value);
  return single ? [value] : [...chosen, value];
}
