/** What the overview asks: the worst open findings, what is new since the last visit, which workloads still learn. */
import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import type { Finding } from '../../lib/words.ts';

type Scope = { readonly workload?: Finding['workload'] };

export const worstFindings = (api: Api, scope: Scope) =>
  queryOptions({
    queryKey: [...keys.findings, 'worst', scope],
    queryFn: ({ signal }) =>
      api.listFindings({ query: { ...scope, state: ['open'], sort: 'severity', limit: 3 } }, { signal }),
  });

export const findingsSince = (api: Api, since: number | undefined) =>
  queryOptions({
    queryKey: [...keys.findings, 'since', since],
    queryFn: ({ signal }) => api.listFindings({ query: { since, limit: 1 } }, { signal }),
    enabled: since !== undefined,
  });

export const learningWorkloads = (api: Api) =>
  queryOptions({
    queryKey: [...keys.workloads, 'learning'],
    queryFn: ({ signal }) => api.listWorkloads({ query: { sort: 'learning', limit: 5 } }, { signal }),
  });
