/** Which filters are set, each with a way to take it off: nothing narrows a list unseen. */
import type { ReactNode } from 'react';
import { Icon } from '../icon.tsx';
import classes from './filter-chips.module.css';

export interface Chip {
  readonly words: string;
  readonly onRemove: () => void;
}

/** A chip for each filter that is set, told from its words; pressing one leaves that filter out of the search. */
export function chipsFrom<Key extends string>(
  said: readonly (readonly [key: Key, words: string | undefined])[],
  change: (next: { readonly [key in Key]?: undefined }) => void,
): readonly Chip[] {
  return said.flatMap(([key, words]) =>
    words === undefined
      ? []
      : [{ words, onRemove: () => change({ [key]: undefined } as { readonly [key in Key]?: undefined }) }],
  );
}

export function FilterChips({
  chips,
  onClear,
}: {
  readonly chips: readonly Chip[];
  readonly onClear: () => void;
}): ReactNode {
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Filters that are set">
      {chips.map(({ words, onRemove }) => (
        <li key={words}>
          <button type="button" onClick={onRemove} aria-label={`Remove filter: ${words}`}>
            {words}
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
      <li>
        <button type="button" data-clear onClick={onClear}>
          Clear all
        </button>
      </li>
    </ul>
  );
}
