/** The server's counts as facets; known states and severities are shown even when none matches. */
import type { FindingPage } from '@plimsoll/api';
import { findingStates, severities, splitWorkload, type Verdict, verdictNames } from '../../../lib/words.ts';
import type { Facet } from '../../../ui/data-table/facets.tsx';
import { SeverityTag, StateTag } from '../../../ui/tag.tsx';
import type { FindingsSearch } from '../search.ts';
import { leavingOut, leftOut } from './filters.ts';

type Search = FindingsSearch & { readonly scope?: string | undefined };
type Counts = readonly { readonly value: string; readonly count: number }[];

interface FacetOptions {
  readonly search: Search;
  readonly change: (next: Search) => void;
  /** Names of the techniques that are known here, by id. */
  readonly techniques: ReadonlyMap<string, string>;
}

export function facetsOf(
  facets: FindingPage['facets'] | undefined,
  { search, change, techniques }: FacetOptions,
): readonly Facet[] {
  return [
    {
      title: 'State',
      chosen: search.state ?? [],
      values: findingStates.map((state) => ({
        value: state,
        label: <StateTag state={state} />,
        count: countOf(facets?.state, state),
      })),
      onChange: (chosen) => change({ state: orUndefined(findingStates.filter((state) => chosen.includes(state))) }),
    },
    {
      title: 'Severity',
      chosen: search.severity ?? [],
      values: severities.map((severity) => ({
        value: severity,
        label: <SeverityTag severity={severity} />,
        count: countOf(facets?.severity, severity),
      })),
      onChange: (chosen) =>
        change({ severity: orUndefined(severities.filter((severity) => chosen.includes(severity))) }),
    },
    ...(search.verdict !== undefined || (facets?.verdict.length ?? 0) > 0
      ? [single('Verdict', 'verdict', facets?.verdict, (verdict) => verdictNames[verdict as Verdict] ?? verdict)]
      : []),
    single('Workload', 'scope', facets?.workload, (id) => <span title={id}>{splitWorkload(id).name}</span>),
    single('Technique', 'technique', facets?.technique, (id) => <span title={id}>{techniques.get(id) ?? id}</span>),
    single('Detector', 'detector', facets?.detector, (id) => id),
  ];

  function single(
    title: string,
    key: 'verdict' | 'scope' | 'technique' | 'detector',
    counts: Counts | undefined,
    label: (value: string) => Facet['title'] | React.ReactNode,
  ): Facet {
    return {
      title,
      single: true,
      chosen: search[key] === undefined ? [] : [search[key]],
      values: (counts ?? []).slice(0, 12).map(({ value, count }) => ({ value, label: label(value), count })),
      onChange: ([value]) => change({ [key]: value }),
      ...(key !== 'verdict' && leaveOut(key)),
    };
  }

  function leaveOut(key: keyof typeof leftOut): Pick<Facet, 'leftOut' | 'onWithout'> {
    const out = search[leftOut[key]] ?? [];
    return {
      leftOut: out,
      onWithout: (value) =>
        change(
          out.includes(value)
            ? { [leftOut[key]]: orUndefined(out.filter((other) => other !== value)) }
            : leavingOut(search, key, value),
        ),
    };
  }
}

function countOf(counts: Counts | undefined, value: string): number | undefined {
  return counts === undefined ? undefined : (counts.find((known) => known.value === value)?.count ?? 0);
}

function orUndefined<T>(values: readonly T[]): T[] | undefined {
  return values.length === 0 ? undefined : [...values];
}
