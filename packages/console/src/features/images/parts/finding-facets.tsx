/** What the findings of an image have in common, with counts; and the chips of what is chosen. */
import type { ImageFindingPage } from '@plimsoll/api';
import type { ReactNode } from 'react';
import {
  fixNames,
  fixStatuses,
  imageFindingKinds,
  imageKindNames,
  imageSeverities,
  imageSeverityNames,
  originNames,
  origins,
  useNames,
  useStates,
} from '../../../lib/image-words.ts';
import type { Facet } from '../../../ui/data-table/facets.tsx';
import { type Chip, chipsFrom } from '../../../ui/data-table/filter-chips.tsx';
import { SeverityTag } from '../../../ui/tag.tsx';
import type { ImageSearch } from '../search.ts';
import { UseTag } from './use-tag.tsx';

type Facets = ImageFindingPage['facets'];
type Change = (next: ImageSearch) => void;
type Field = 'kind' | 'severity' | 'use' | 'status' | 'origin';

export interface LayerName {
  readonly diffId: string;
  readonly words: string;
}

interface Options {
  readonly search: ImageSearch;
  readonly change: Change;
  readonly layers: readonly LayerName[];
}

export function findingFacets(facets: Facets | undefined, { search, change, layers }: Options): readonly Facet[] {
  const facet = <T extends string>(
    title: string,
    field: Field,
    known: readonly T[],
    label: (value: T) => ReactNode,
  ): Facet => {
    const chosen: readonly string[] = search[field] ?? [];
    const counted = new Map(facets?.[field].map(({ value, count }) => [value, count]));
    return {
      title,
      chosen,
      values: known
        .filter((value) => counted.has(value) || chosen.includes(value))
        .map((value) => ({ value, label: label(value), count: counted.get(value) ?? 0 })),
      onChange: (next) =>
        change({ [field]: next.length === 0 ? undefined : known.filter((one) => next.includes(one)) }),
    };
  };
  // A facet with nothing to choose is only noise.
  return [
    facet('In use', 'use', useStates, (value) => <UseTag use={value} />),
    facet('Severity', 'severity', imageSeverities, (value) => <SeverityTag severity={value} />),
    facet('Kind', 'kind', imageFindingKinds, (value) => imageKindNames[value]),
    facet('Fix', 'status', fixStatuses, (value) => fixNames[value]),
    facet('From', 'origin', origins, (value) => originNames[value]),
    {
      title: 'Layer',
      single: true,
      chosen: search.layer === undefined ? [] : [search.layer],
      values: (facets?.layer ?? []).slice(0, 12).map(({ value, count }) => ({
        value,
        label: layers.find(({ diffId }) => diffId === value)?.words ?? value.slice(7, 19),
        count,
      })),
      onChange: ([layer]) => change({ layer }),
    } satisfies Facet,
  ].filter(({ values, chosen }) => values.length + chosen.length > 0);
}

export const noFindingFilters = {
  text: undefined,
  kind: undefined,
  severity: undefined,
  status: undefined,
  use: undefined,
  origin: undefined,
  layer: undefined,
  package: undefined,
  kev: undefined,
  fixable: undefined,
} as const satisfies ImageSearch;

export function findingChips(search: ImageSearch, { change, layers }: Omit<Options, 'search'>): readonly Chip[] {
  const listed = <T extends string>(values: readonly T[] | undefined, names: Record<T, string>) =>
    values?.map((value) => names[value].toLowerCase()).join(', ');
  const said: readonly (readonly [keyof typeof noFindingFilters, string, string | undefined])[] = [
    ['kind', 'kind', listed(search.kind, imageKindNames)],
    ['severity', 'severity', listed(search.severity, imageSeverityNames)],
    ['use', 'in use', listed(search.use, useNames)],
    ['status', 'fix', listed(search.status, fixNames)],
    ['origin', 'from', listed(search.origin, originNames)],
    ['layer', 'layer', search.layer && (layers.find(({ diffId }) => diffId === search.layer)?.words ?? search.layer)],
    ['package', 'package', search.package],
    ['kev', 'only', search.kev && 'exploited'],
    ['fixable', 'only', search.fixable && 'with a fix'],
    ['text', 'words', search.text],
  ];
  return chipsFrom(
    said.map(([key, what, words]) => [key, words && `${what}: ${words}`] as const),
    change,
  );
}
