import type { Client } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import { CliError } from '../errors.ts';
import { ambiguous } from './resolve-workload.ts';

const mostPages = 40;
const shortest = 4;

/** The id of the finding whose id this is, or of which this is the beginning of no other among the newest 20,000. */
export async function resolveFinding(client: Client, typed: string, signal: AbortSignal): Promise<RecordId> {
  if (!/^[\w-]{1,64}$/.test(typed)) throw unknown(typed);
  const found: RecordId[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items, next } = await client.listFindings({ query: { limit: 500, cursor } }, { signal });
    for (const { id } of items) {
      if (id === typed) return id;
      if (typed.length >= shortest && id.startsWith(typed)) found.push(id);
    }
    if (next === null) break;
    cursor = next;
  }
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) throw ambiguous('finding', typed, found);
  // Older than what was looked through, and named in full: the server knows.
  if (typed.length > 20) return typed as RecordId;
  throw unknown(typed);
}

function unknown(typed: string): CliError {
  return new CliError('NOT_FOUND', `There is no finding "${typed}"`, {
    hint: `\`plimsoll findings\` lists them. The beginning of an id is enough, ${shortest} characters or more.`,
  });
}

/** For lists: as few characters as tell all of `ids` apart, at least 8. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(ids)].sort();
  let length = 8;
  for (const [index, id] of sorted.entries()) {
    const before = sorted[index - 1] ?? '';
    let same = 0;
    while (same < id.length && id[same] === before[same]) same += 1;
    length = Math.max(length, same + 1);
  }
  return new Map(ids.map((id) => [id, id.slice(0, length)]));
}
