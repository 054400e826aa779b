/** The filters that are set, in words, each with the change that takes it off. */
import { severityNames, stateNames, verdictNames } from '../../../lib/words.ts';
import type { Chip } from '../../../ui/data-table/filter-chips.tsx';
import type { FindingsSearch } from '../search.ts';

type Search = FindingsSearch & { readonly scope?: string | undefined };

/** What a list leaves out of each field. */
export const leftOut = { scope: 'notWorkload', detector: 'notDetector', technique: 'notTechnique' } as const;

/** The same view without this value too; only it and without it cannot both be. */
export function leavingOut(search: Search, field: keyof typeof leftOut, value: string): Search {
  const key = leftOut[field];
  const others = new Set([...(search[key] ?? []), value]);
  return { [key]: [...others], ...(search[field] === value && { [field]: undefined }) };
}

export function chipsOf(search: Search, change: (next: Search) => void): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (key: keyof Search, words: string) => chips.push({ words, onRemove: () => change({ [key]: undefined }) });
  if (search.state !== undefined) add('state', `state: ${search.state.map((state) => stateNames[state]).join(', ')}`);
  if (search.severity !== undefined)
    add('severity', `severity: ${search.severity.map((severity) => severityNames[severity]).join(', ')}`);
  if (search.verdict !== undefined) add('verdict', `verdict: ${verdictNames[search.verdict]}`);
  if (search.scope !== undefined) add('scope', `workload: ${search.scope}`);
  if (search.detector !== undefined) add('detector', `detector: ${search.detector}`);
  if (search.technique !== undefined) add('technique', `technique: ${search.technique}`);
  if (search.text !== undefined) add('text', `words: ${search.text}`);
  without('notWorkload', 'workload');
  without('notDetector', 'detector');
  without('notTechnique', 'technique');
  return chips;

  function without(key: 'notWorkload' | 'notDetector' | 'notTechnique', what: string): void {
    for (const value of search[key] ?? []) {
      const others = search[key]?.filter((other) => other !== value);
      chips.push({
        words: `without ${what}: ${value}`,
        onRemove: () => change({ [key]: others?.length === 0 ? undefined : others }),
      });
    }
  }
}
