import { matching } from '../connect/resolve-workload.ts';
import type { Context } from '../context.ts';
import { printable } from '../ui/printable.ts';

interface Asked {
  readonly prefix: string;
  readonly signal: AbortSignal;
  readonly connect: Context['connect'];
}

const most = 200;

/** Ids that begin with what was typed; `id<tab>summary`. Ids with anything a shell would have to quote are left out. */
export async function fetchCandidates(
  kind: 'workload' | 'finding' | 'image',
  { prefix, signal, connect }: Asked,
): Promise<readonly string[]> {
  const { client } = await connect();
  if (kind === 'finding') {
    const { items } = await client.listFindings({ query: { limit: most } }, { signal });
    return items
      .filter(({ id }) => id.startsWith(prefix) && isPlain(id))
      .map(({ id, title }) => `${id}\t${printable(title)}`);
  }
  if (kind === 'image') {
    const { items } = await client.listImages({ query: { limit: 500, sort: 'name' } }, { signal });
    const names = [...new Set(items.map(({ name }) => name))];
    return (prefix === '' ? names : matching(names, prefix)).filter(isPlain).slice(0, most);
  }
  const { items } = await client.listWorkloads({ query: { limit: 500, sort: 'id' } }, { signal });
  const ids =
    prefix === ''
      ? items.map(({ id }) => id)
      : matching(
          items.map(({ id }) => id),
          prefix,
        );
  return ids.filter(isPlain).slice(0, most);
}

function isPlain(id: string): boolean {
  return /^[\w./:@-]+$/.test(id);
}
