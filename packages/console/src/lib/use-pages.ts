/** A list the server hands out in pages, as one list that grows. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

export interface Pages<Page, Row> {
  /** What every page says of the whole: its total, its facets. Undefined until one was answered. */
  readonly first: Page | undefined;
  readonly rows: readonly Row[];
  /** Asks for the next page; undefined while one is on its way, and when there is none. */
  readonly more: (() => void) | undefined;
}

interface PageOf<Row> {
  readonly items: readonly Row[];
}

export function usePages<Page extends PageOf<unknown>>(
  list: UseInfiniteQueryResult<InfiniteData<Page>>,
): Pages<Page, Page['items'][number]> {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const more = hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined;
  return { first: data?.pages[0], rows, more };
}
