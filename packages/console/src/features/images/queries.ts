/** Images: the list in pages, one, its findings and packages, two compared; scans that are asked for here. */
import type { ExceptionInput, ScanRequest } from '@plimsoll/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import type { GlobalSearch } from '../../lib/search.ts';
import { useServices } from '../../lib/services.tsx';
import type { ImageSearch, ImagesSearch } from './search.ts';

type QueryOf<Route extends 'listImages' | 'listImageFindings' | 'listImagePackages'> = NonNullable<
  NonNullable<Parameters<Api[Route]>[0]>['query']
>;
export type ImagesQuery = QueryOf<'listImages'>;
export type FindingsQuery = QueryOf<'listImageFindings'>;
export type PackagesQuery = QueryOf<'listImagePackages'>;

/** View state as the server's question. */
export function toQuery({ scope, sort, ...filters }: ImagesSearch & Pick<GlobalSearch, 'scope'>): ImagesQuery {
  return { ...only(filters), sort: sort ?? 'risk', workload: scope as ImagesQuery['workload'] };
}

/** The route retains the global bar's keys in every search; the server knows only its own. */
function only({ text, state, severity, repository, holds, running, kev, breaks, current }: ImagesSearch) {
  return { text, state, severity, repository, holds, running, kev, breaks, current };
}

export function toFindingsQuery(search: ImageSearch): FindingsQuery {
  const { text, kind, severity, status, use, origin, layer, kev, fixable, suppressed, hidden, sort } = search;
  return {
    ...{ text, kind, severity, status, use, origin, kev, fixable, suppressed, hidden },
    layer: layer as FindingsQuery['layer'],
    package: search.package,
    sort: sort ?? 'risk',
  };
}

export function toPackagesQuery({ text, type, origin, layer, use, vulnerable, order }: ImageSearch): PackagesQuery {
  return {
    ...{ text, origin, use, vulnerable },
    type: type as PackagesQuery['type'],
    layer: layer as PackagesQuery['layer'],
    sort: order ?? 'name',
  };
}

const paged = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { readonly next: string | null }) => next ?? undefined,
  placeholderData: keepPreviousData,
};

export const imagesQuery = (api: Api, query: ImagesQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.images, 'list', query],
    queryFn: ({ pageParam, signal }) => api.listImages({ query: { ...query, cursor: pageParam } }, { signal }),
    ...paged,
  });

/** How all images stand, whatever the list is narrowed to. */
export const imagesStanding = (api: Api, workload: ImagesQuery['workload']) =>
  queryOptions({
    queryKey: [...keys.images, 'standing', workload],
    queryFn: ({ signal }) => api.listImages({ query: { limit: 1, workload } }, { signal }),
  });

export const advisoriesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.advisories, queryFn: ({ signal }) => api.advisories({}, { signal }) });

export const imageQuery = (api: Api, image: string) =>
  queryOptions({
    queryKey: keys.image(image),
    queryFn: ({ signal }) => api.getImage({ params: { image } }, { signal }),
  });

export const imageFindingsQuery = (api: Api, image: string, query: FindingsQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.image(image), 'findings', query],
    queryFn: ({ pageParam, signal }) =>
      api.listImageFindings({ params: { image }, query: { ...query, cursor: pageParam } }, { signal }),
    ...paged,
  });

/** The findings of checks that failed, accepted or not: they say what to do. There are fewer checks than a page holds. */
export const failedChecksQuery = (api: Api, image: string) =>
  queryOptions({
    queryKey: [...keys.image(image), 'failed checks'],
    queryFn: ({ signal }) =>
      api.listImageFindings(
        { params: { image }, query: { kind: 'misconfiguration', suppressed: 'all', hidden: 'all', limit: 100 } },
        { signal },
      ),
  });

export const imageFindingQuery = (api: Api, image: string, key: string) =>
  queryOptions({
    queryKey: [...keys.image(image), 'finding', key],
    queryFn: ({ signal }) => api.getImageFinding({ params: { image, key } }, { signal }),
  });

export const imagePackagesQuery = (api: Api, image: string, query: PackagesQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.image(image), 'packages', query],
    queryFn: ({ pageParam, signal }) =>
      api.listImagePackages({ params: { image }, query: { ...query, cursor: pageParam } }, { signal }),
    ...paged,
  });

export const comparisonQuery = (api: Api, from: string, to: string) =>
  queryOptions({
    queryKey: [...keys.image(to), 'comparison', from],
    queryFn: ({ signal }) => api.compareImages({ query: { from, to } }, { signal }),
  });

/** Asks for scans, one after the other; resolves to the jobs, and throws the first refusal after all were asked. */
export function useRequestScans() {
  const { api, queries } = useServices();
  return useMutation({
    async mutationFn(requests: readonly (Pick<ScanRequest, 'reference'> & Partial<ScanRequest>)[]) {
      const failed: unknown[] = [];
      const jobs = [];
      for (const body of requests) {
        const job = await api.requestScan({ body }).catch((error: unknown) => void failed.push(error));
        if (job !== undefined) jobs.push(job);
      }
      if (failed.length > 0) throw failed[0];
      return jobs;
    },
    onSettled: () => Promise.all([keys.scans, keys.images].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export function useAddException(image: string) {
  const { api, queries } = useServices();
  return useMutation({
    mutationFn: (body: ExceptionInput) => api.addException({ body }),
    onSuccess: () =>
      Promise.all(
        [keys.exceptions, keys.images, keys.image(image)].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  });
}

/** What one workload runs, the worst first. */
export const imagesOfWorkload = (api: Api, workload: NonNullable<ImagesQuery['workload']>) =>
  queryOptions({
    queryKey: [...keys.images, 'workload', workload],
    queryFn: ({ signal }) => api.listImages({ query: { workload, limit: 20 } }, { signal }),
  });

export const worstImageFindings = (api: Api, image: string) =>
  queryOptions({
    queryKey: [...keys.image(image), 'worst'],
    queryFn: ({ signal }) => api.listImageFindings({ params: { image }, query: { limit: 5 } }, { signal }),
  });

/** Those that matter most, for the overview. */
export const worstImages = (api: Api, workload: ImagesQuery['workload']) =>
  queryOptions({
    queryKey: [...keys.images, 'worst', workload],
    queryFn: ({ signal }) => api.listImages({ query: { limit: 4, workload, sort: 'risk' } }, { signal }),
  });
