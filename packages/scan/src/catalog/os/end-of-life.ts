/** When a release of an operating system stops being mended. */
import type { EpochMs, OperatingSystem } from '@plimsoll/core';
import { supportDates } from './end-of-life-dates.ts';

export type Support = Pick<OperatingSystem, 'endOfLifeAt' | 'extendedSupportUntil'>;

const unknown: Support = { endOfLifeAt: undefined, extendedSupportUntil: undefined };

/** By the full version, then by fewer and fewer parts of it: `3.20.3`, `3.20`, `3`. A rolling release has no end. */
export function supportOf({ id, version, name }: Pick<OperatingSystem, 'id' | 'version' | 'name'>): Support {
  const table = tableOf(id, name);
  if (table === undefined || version === '') return unknown;
  for (let asked = version; asked !== ''; asked = asked.slice(0, Math.max(0, asked.lastIndexOf('.')))) {
    const dates = Object.hasOwn(table, asked) ? table[asked] : undefined;
    if (dates === undefined) continue;
    const [ends, extended] = dates;
    return { endOfLifeAt: endOf(ends), extendedSupportUntil: extended === undefined ? undefined : endOf(extended) };
  }
  return unknown;
}

function tableOf(id: string, name: string): (typeof supportDates)[string] | undefined {
  const key = id === 'centos' && /\bstream\b/i.test(name) ? 'centos-stream' : id;
  return Object.hasOwn(supportDates, key) ? supportDates[key] : undefined;
}

/** The named day is still one of support. */
function endOf(day: string): EpochMs {
  return Date.parse(`${day}T23:59:59.999Z`) as EpochMs;
}
