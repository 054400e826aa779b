/** What a schedule does, in words. */
import type { Registry, Schedule } from '@plimsoll/api';
import { formatAmount } from '../../../lib/format.ts';

type Named = Pick<Registry, 'id' | 'name'>;

export function scopeWords(scope: Schedule['scope'], registries: readonly Named[]): string {
  switch (scope.kind) {
    case 'all':
      return 'Scan every image that is known here';
    case 'running':
      return 'Scan what runs';
    case 'registry':
      return `Look through ${registries.find(({ id }) => id === scope.registry)?.name ?? 'a registry that is gone'}`;
    case 'references':
      return `Scan ${formatAmount(scope.references.length, 'named image')}`;
    case 'advisories':
      return 'Fetch advisories, then judge what they change';
  }
}

/** `24 Nov, 03:00 in Europe/Berlin`: the schedule's own zone, whatever the reader's is. */
export function inZone(at: number, timezone: string): string {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      timeZone: timezone,
    });
    return `${format.format(at)} in ${timezone}`;
  } catch {
    return `in ${timezone}`;
  }
}
