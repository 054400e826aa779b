/** What a filter of a registry lets in, in words. */
import type { Registry } from '@plimsoll/api';

type Filter = Registry['filters'][number];

export function filterWords({ repository, tags, notTags, newest }: Filter): string {
  const which = tags.length === 0 || tags.includes('*') ? '' : ` with tags ${tags.join(', ')}`;
  const without = notTags.length === 0 ? '' : ` without ${notTags.join(', ')}`;
  return `${repository}${which}${without}, the newest ${newest}`;
}
