/** What the settings show and change: registries, schedules, exceptions, policies, advisories. */
import type { PolicyInput, Registry, RegistryChange, RegistryInput, Schedule, ScheduleInput } from '@plimsoll/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { useServices } from '../../lib/services.tsx';
import type { SettingsSearch } from './search.ts';

export const registriesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.registries, queryFn: ({ signal }) => api.listRegistries({}, { signal }) });

export const schedulesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.schedules, queryFn: ({ signal }) => api.listSchedules({}, { signal }) });

export const policiesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.policies, queryFn: ({ signal }) => api.listPolicies({}, { signal }) });

export const workloadNamesQuery = (api: Api) =>
  queryOptions({
    queryKey: [...keys.workloads, 'names'],
    queryFn: ({ signal }) => api.listWorkloads({ query: { limit: 200, sort: 'id' } }, { signal }),
  });

export const exceptionsQuery = (api: Api, { state, text }: SettingsSearch) =>
  infiniteQueryOptions({
    queryKey: [...keys.exceptions, 'list', { state, text }],
    queryFn: ({ pageParam, signal }) => api.listExceptions({ query: { state, text, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

/** What newer advisories changed, the last time they changed anything. */
export const lastJudgedQuery = (api: Api) =>
  queryOptions({
    queryKey: [...keys.scans, 'judged'],
    queryFn: ({ signal }) =>
      api.listScans({ query: { kind: 'judge', trigger: 'advisories', sort: 'newest', limit: 1 } }, { signal }),
  });

/** A change of one list; the list is asked again after it, whatever came of it. */
function useChange<Given, Answer>(
  list: 'registries' | 'schedules' | 'exceptions' | 'policies' | 'advisories',
  act: (api: Api, given: Given) => Promise<Answer>,
) {
  const { api, queries } = useServices();
  return useMutation({
    mutationFn: (given: Given) => act(api, given),
    onSettled: () =>
      Promise.all([keys[list], keys.images, keys.scans].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export type NewRegistry = z.input<typeof RegistryInput>;
export type ChangedRegistry = z.input<typeof RegistryChange>;
export type NewSchedule = z.input<typeof ScheduleInput>;
export type NewPolicy = z.input<typeof PolicyInput>;

export interface RegistryChangeAsked {
  readonly id: Registry['id'] | undefined;
  readonly input: NewRegistry | ChangedRegistry;
}

/** Adds one, or changes the one that `id` names. */
export const useSaveRegistry = () =>
  useChange('registries', (api, { id, input }: RegistryChangeAsked) =>
    id === undefined
      ? api.addRegistry({ body: input as Parameters<Api['addRegistry']>[0]['body'] })
      : api.changeRegistry({
          params: { registry: id },
          body: input as NonNullable<Parameters<Api['changeRegistry']>[0]['body']>,
        }),
  );
export const useRemoveRegistry = () =>
  useChange('registries', (api, registry: Registry['id']) => api.removeRegistry({ params: { registry } }));
export const usePollRegistry = () =>
  useChange('registries', (api, registry: Registry['id']) => api.pollRegistry({ params: { registry } }));
export const useTestRegistry = () =>
  useChange('registries', (api, registry: Registry['id']) => api.testRegistry({ params: { registry } }));
export const useRotateHookSecret = () =>
  useChange('registries', (api, registry: Registry['id']) => api.rotateHookSecret({ params: { registry } }));

export const useSaveSchedule = () =>
  useChange('schedules', (api, { id, input }: { id: Schedule['id'] | undefined; input: NewSchedule }) => {
    const body = input as Parameters<Api['addSchedule']>[0]['body'];
    return id === undefined ? api.addSchedule({ body }) : api.replaceSchedule({ params: { schedule: id }, body });
  });
export const useRemoveSchedule = () =>
  useChange('schedules', (api, schedule: Schedule['id']) => api.removeSchedule({ params: { schedule } }));
export const useRunSchedule = () =>
  useChange('schedules', (api, schedule: Schedule['id']) => api.runSchedule({ params: { schedule } }));

export const useRevokeException = () =>
  useChange('exceptions', (api, { id, reason }: { id: Schedule['id']; reason: string }) =>
    api.revokeException({ params: { exception: id }, body: { reason } }),
  );

export const useSavePolicy = () =>
  useChange('policies', (api, { id, input }: { id: Schedule['id'] | undefined; input: NewPolicy }) => {
    const body = input as Parameters<Api['addPolicy']>[0]['body'];
    return id === undefined ? api.addPolicy({ body }) : api.replacePolicy({ params: { policy: id }, body });
  });
export const useRemovePolicy = () =>
  useChange('policies', (api, policy: Schedule['id']) => api.removePolicy({ params: { policy } }));

export const useUpdateAdvisories = () =>
  useChange('advisories', (api, force: boolean) => api.updateAdvisories({ body: { force } }));
