/** Workloads: the list in pages, one, what is known of it, and changes of its mode. */
import type { BaselineChange, WorkloadChange, WorkloadSummary } from '@plimsoll/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import type { GlobalSearch } from '../../lib/search.ts';
import { useServices } from '../../lib/services.tsx';
import type { WorkloadsSearch } from './search.ts';

type Query = NonNullable<NonNullable<Parameters<Api['listWorkloads']>[0]>['query']>;

export function toQuery({ text, mode, sight, sort, scope }: WorkloadsSearch & Pick<GlobalSearch, 'scope'>): Query {
  return { text: text ?? scope?.slice(0, 200), mode, sight, sort: sort ?? 'findings' };
}

export const workloadsQuery = (api: Api, query: Query) =>
  infiniteQueryOptions({
    queryKey: [...keys.workloads, 'list', query],
    queryFn: ({ pageParam, signal }) => api.listWorkloads({ query: { ...query, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

const paramsOf = (id: string) => ({ params: { workload: id as WorkloadSummary['id'] } });

export const workloadQuery = (api: Api, id: string) =>
  queryOptions({ queryKey: keys.workload(id), queryFn: ({ signal }) => api.getWorkload(paramsOf(id), { signal }) });

export const baselineQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: [...keys.workload(id), 'baseline'],
    queryFn: ({ signal }) => api.getBaseline(paramsOf(id), { signal }),
  });

export const changesQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: [...keys.workload(id), 'changes'],
    queryFn: ({ signal }) => api.listChanges({ query: { subject: id, limit: 100 } }, { signal }),
  });

/** One thing that was learned, and what somebody says of it. */
export function useReviewLearned(id: string) {
  const { api, queries } = useServices();
  return useMutation({
    mutationFn: (change: BaselineChange) => api.changeBaseline({ ...paramsOf(id), body: change }),
    onSuccess: (view) => queries.setQueryData(baselineQuery(api, id).queryKey, view),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.workload(id) }),
  });
}

/** Changes one workload or several, one after the other. */
export function useChangeWorkloads() {
  const { api, queries } = useServices();
  return useMutation({
    async mutationFn({ ids, change }: { readonly ids: readonly string[]; readonly change: WorkloadChange }) {
      const failed: unknown[] = [];
      for (const id of ids) {
        await api.changeWorkload({ ...paramsOf(id), body: change }).catch((error: unknown) => failed.push(error));
      }
      if (failed.length > 0) throw failed[0];
    },
    async onSettled(_data, _error, { ids }) {
      await Promise.all(
        [keys.workloads, keys.status, ...ids.map(keys.workload)].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}
