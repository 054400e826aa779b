import type { Client, WorkloadSummary } from '@plimsoll/api';
import { CliError } from '../errors.ts';

/**
 * The workload that is meant by its id, by the beginning of its id, or by the beginning of any part of it: `docker/shop/web`,
 * `docker/shop`, `shop/w`, `web`. An exact id wins; more than one match is refused with their names.
 */
export async function resolveWorkload(client: Client, typed: string, signal: AbortSignal): Promise<WorkloadSummary> {
  const { items } = await client.listWorkloads(
    { query: { text: typed.slice(0, 200), limit: 500, sort: 'id' } },
    { signal },
  );
  const exact = items.find((workload) => workload.id === typed);
  if (exact !== undefined) return exact;
  const ids = matching(
    items.map((workload) => workload.id),
    typed,
  );
  const [first, second] = ids;
  if (first !== undefined && second === undefined) {
    const only = items.find((workload) => workload.id === first);
    if (only !== undefined) return only;
  }
  if (first === undefined) {
    throw new CliError('NOT_FOUND', `There is no workload "${typed}"`, {
      hint: '`plimsoll workloads` lists them. The beginning of an id, or of one of its parts, is enough.',
    });
  }
  throw ambiguous('workload', typed, ids);
}

/** Ids of which `typed` is a beginning; those of which it begins only a later part count where there are no others. */
export function matching<T extends string>(ids: readonly T[], typed: string): readonly T[] {
  const whole = ids.filter((id) => id.startsWith(typed));
  if (whole.length > 0) return whole;
  const part = ids.filter((id) => id.endsWith(`/${typed}`));
  return part.length > 0 ? part : ids.filter((id) => id.includes(`/${typed}`));
}

export function ambiguous(what: string, typed: string, ids: readonly string[]): CliError {
  const shown = ids.slice(0, 5).join(', ');
  return new CliError(
    'AMBIGUOUS',
    `"${typed}" is the beginning of ${ids.length} ${what}s: ${shown}${ids.length > 5 ? ' …' : ''}`,
    {
      hint: 'Type more of it.',
    },
  );
}
