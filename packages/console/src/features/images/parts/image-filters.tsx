/** The filters of the list of images: as menus above it, and as chips that take them off. */
import type { ImagePage } from '@plimsoll/api';
import type { ReactNode } from 'react';
import {
  type ImageSeverity,
  imageSeverities,
  imageSeverityNames,
  imageStateNames,
  imageStates,
} from '../../../lib/image-words.ts';
import { chipsFrom } from '../../../ui/data-table/filter-chips.tsx';
import { FilterMenu } from '../../../ui/data-table/filter-menu.tsx';
import type { ImagesSearch } from '../search.ts';

export type Search = ImagesSearch & { readonly scope?: string | undefined };

interface ImageFiltersProps {
  readonly search: Search;
  readonly facets: ImagePage['facets'] | undefined;
  readonly onChange: (next: Search) => void;
}

const marks = ['running', 'breaks', 'current'] as const;
const markWords = { running: 'runs now', breaks: 'breaks a policy', current: 'current tags only' } as const;

export function ImageFilters({ search, facets, onChange }: ImageFiltersProps): ReactNode {
  const count = (facet: keyof ImagePage['facets'], value: string) =>
    facets?.[facet].find((each) => each.value === value)?.count;
  const [state] = search.state ?? [];
  return (
    <>
      <FilterMenu
        label="Only"
        chosen={search.kev === 'true' ? 'kev' : marks.find((mark) => search[mark] === 'true')}
        values={[
          { value: 'running', word: 'what runs now' },
          { value: 'kev', word: 'with one that is exploited' },
          { value: 'breaks', word: 'what breaks a policy' },
          { value: 'current', word: 'what a tag points at' },
        ]}
        onChange={(value) =>
          onChange({
            running: value === 'running' ? 'true' : undefined,
            kev: value === 'kev' ? 'true' : undefined,
            breaks: value === 'breaks' ? 'true' : undefined,
            current: value === 'current' ? 'true' : undefined,
          })
        }
      />
      <FilterMenu
        label="Severity"
        chosen={search.severity}
        values={imageSeverities.slice(0, 4).map((value) => ({ value, word: atLeast(value) }))}
        onChange={(value) => onChange({ severity: value as ImageSeverity | undefined })}
      />
      <FilterMenu
        label="State"
        chosen={state}
        values={imageStates.map((value) => ({
          value,
          word: imageStateNames[value],
          count: count('state', value) ?? 0,
        }))}
        onChange={(value) => {
          const known = imageStates.find((each) => each === value);
          onChange({ state: known === undefined ? undefined : [known] });
        }}
      />
      {(facets?.repository.length ?? 0) > 1 && (
        <FilterMenu
          label="Repository"
          chosen={search.repository}
          values={(facets?.repository ?? [])
            .slice(0, 20)
            .map(({ value, count: how }) => ({ value, word: value, count: how }))}
          onChange={(repository) => onChange({ repository })}
        />
      )}
    </>
  );
}

function atLeast(severity: ImageSeverity): string {
  const word = imageSeverityNames[severity].toLowerCase();
  return severity === 'critical' ? word : `${word} or worse`;
}

export const noFilters = {
  text: undefined,
  state: undefined,
  severity: undefined,
  repository: undefined,
  holds: undefined,
  running: undefined,
  kev: undefined,
  breaks: undefined,
  current: undefined,
  scope: undefined,
} as const;

export function imageChips(search: Search, change: (next: Search) => void) {
  return chipsFrom<keyof typeof noFilters>(
    [
      ['state', search.state?.map((state) => imageStateNames[state]).join(', ')],
      ['severity', search.severity && `severity: ${atLeast(search.severity)}`],
      ['repository', search.repository && `repository: ${search.repository}`],
      ['holds', search.holds && `holds: ${search.holds}`],
      ['kev', search.kev && 'exploited'],
      ...marks.map((mark) => [mark, search[mark] && markWords[mark]] as const),
      ['text', search.text && `words: ${search.text}`],
      ['scope', search.scope && `workload: ${search.scope}`],
    ],
    change,
  );
}
