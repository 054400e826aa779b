/** Scans: the queue and what was done, one, and what can be done with it. */
import type { ScanJob } from '@plimsoll/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { useServices } from '../../lib/services.tsx';
import type { ScansSearch } from './search.ts';

type Query = NonNullable<NonNullable<Parameters<Api['listScans']>[0]>['query']>;

export function toQuery({ state, trigger, kind, text, sort }: ScansSearch): Query {
  return { state, trigger, kind, text, sort: sort ?? 'queue' };
}

export const scansQuery = (api: Api, query: Query) =>
  infiniteQueryOptions({
    queryKey: [...keys.scans, 'list', query],
    queryFn: ({ pageParam, signal }) => api.listScans({ query: { ...query, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const scanQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: [...keys.scans, 'one', id],
    queryFn: ({ signal }) => api.getScan({ params: { scan: id as ScanJob['id'] } }, { signal }),
  });

function useScanAction(act: (api: Api, scan: ScanJob['id']) => Promise<ScanJob>) {
  const { api, queries } = useServices();
  return useMutation({
    mutationFn: (id: ScanJob['id']) => act(api, id),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.scans }),
  });
}

export const useCancelScan = () => useScanAction((api, scan) => api.cancelScan({ params: { scan } }));
export const useRetryScan = () => useScanAction((api, scan) => api.retryScan({ params: { scan } }));
