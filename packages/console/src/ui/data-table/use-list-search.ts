/** View state of a list whose rows can be selected: another list is another selection. */
import { useCallback, useState } from 'react';
import { useChangeSearch } from '../../lib/use-change-search.ts';
import type { Selection } from './data-table.tsx';

export interface ListSearch<Search> {
  readonly selection: Selection;
  readonly setSelection: (selection: Selection) => void;
  /** Changes the view state in the address, and selects nothing. */
  readonly change: (next: Search) => void;
}

export function useListSearch<Search extends object>(): ListSearch<Search> {
  const changeSearch = useChangeSearch<Search>();
  const [selection, setSelection] = useState<Selection>({});
  const change = useCallback(
    (next: Search) => {
      setSelection({});
      changeSearch(next);
    },
    [changeSearch],
  );
  return { selection, setSelection, change };
}
