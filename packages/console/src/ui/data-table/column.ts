/** What a list shows: one column set a noun, one table for all of them. */
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** A CSS width; columns without one share what is left. */
  readonly width?: string;
  /** Numbers stand right, so that digits line up. */
  readonly align?: 'end';
  /** The server's names of this column's orders; a column without one cannot be sorted by. */
  readonly sorts?: { readonly ascending?: string; readonly descending?: string };
  /** Left out on screens narrower than this. */
  readonly from?: 'tablet' | 'laptop' | 'desktop' | 'wide';
}

export type SortDirection = 'ascending' | 'descending';

export function directionOf<Row>({ sorts }: Column<Row>, sort: string | undefined): SortDirection | undefined {
  if (sort === undefined) return undefined;
  if (sorts?.descending === sort) return 'descending';
  return sorts?.ascending === sort ? 'ascending' : undefined;
}

/** What pressing the header asks for: largest first, then smallest first where the server knows how. */
export function nextSort<Row>({ sorts }: Column<Row>, sort: string | undefined): string | undefined {
  const orders = [sorts?.descending, sorts?.ascending].filter((order) => order !== undefined);
  const at = orders.indexOf(sort ?? '');
  return orders[(at + 1) % orders.length];
}
