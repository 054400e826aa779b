/** Findings: the list in pages, one explained, and changes of state. */
import type { FindingChange } from '@plimsoll/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import type { GlobalSearch } from '../../lib/search.ts';
import { useServices } from '../../lib/services.tsx';
import { resolveRange } from '../../lib/time-range.ts';
import type { Finding } from '../../lib/words.ts';
import type { FindingsSearch } from './search.ts';

type Query = NonNullable<NonNullable<Parameters<Api['listFindings']>[0]>['query']>;

/** View state as the server's question. */
export function toQuery(
  { scope, range, from, to, sort, notWorkload, ...filters }: FindingsSearch & GlobalSearch,
  now: number,
): Query {
  return {
    ...filters,
    notWorkload: notWorkload as Query['notWorkload'],
    sort: sort ?? 'newest',
    workload: scope as Query['workload'],
    ...resolveRange({ range, from, to }, now),
  };
}

export const findingsQuery = (api: Api, query: Query) =>
  infiniteQueryOptions({
    queryKey: [...keys.findings, 'list', query],
    queryFn: ({ pageParam, signal }) => api.listFindings({ query: { ...query, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const findingQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: keys.finding(id),
    queryFn: ({ signal }) => api.getFinding({ params: { finding: id as Finding['id'] } }, { signal }),
  });

/** Changes some findings, one after the other; resolves to how many could not be changed. */
export function useChangeFindings() {
  const { api, queries } = useServices();
  return useMutation({
    async mutationFn({ findings, change }: { readonly findings: readonly Finding[]; readonly change: FindingChange }) {
      const failed: unknown[] = [];
      for (const { id } of findings) {
        await api
          .changeFinding({ params: { finding: id }, body: change })
          .catch((error: unknown) => failed.push(error));
      }
      if (failed.length > 0) throw failed[0];
    },
    async onSettled(_data, _error, { findings }) {
      await Promise.all(
        [
          keys.findings,
          keys.workloads,
          ...findings.flatMap(({ id, workload }) => [keys.finding(id), keys.workload(workload)]),
        ].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
}
