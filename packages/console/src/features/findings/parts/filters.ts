/** The filters that are set, in words, each with the change that takes it off. */
import { severityNames, stateNames } from '../../../lib/words.ts';
import type { Chip } from '../../../ui/data-table/filter-chips.tsx';
import type { FindingsSearch } from '../search.ts';

type Search = FindingsSearch & { readonly scope?: string | undefined };

export function chipsOf(search: Search, change: (next: Search) => void): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (key: keyof Search, words: string) => chips.push({ words, onRemove: () => change({ [key]: undefined }) });
  if (search.state !== undefined) add('state', `state: ${search.state.map((state) => stateNames[state]).join(', ')}`);
  if (search.severity !== undefined)
    add('severity', `severity: ${search.severity.map((severity) => severityNames[severity]).join(', ')}`);
  if (search.scope !== undefined) add('scope', `workload: ${search.scope}`);
  if (search.detector !== undefined) add('detector', `detector: ${search.detector}`);
  if (search.technique !== undefined) add('technique', `technique: ${search.technique}`);
  if (search.text !== undefined) add('text', `words: ${search.text}`);
  return chips;
}
