/** Whether we see: asked once, then told by the live stream. */
import type { Status } from '@plimsoll/api';
import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Api } from './api.ts';
import { keys } from './query-keys.ts';
import { useServices } from './services.tsx';

export const statusQuery = (api: Api) =>
  queryOptions({ queryKey: keys.status, queryFn: ({ signal }) => api.status({}, { signal }) });

export function useStatus(): UseQueryResult<Status> {
  return useQuery(statusQuery(useServices().api));
}
