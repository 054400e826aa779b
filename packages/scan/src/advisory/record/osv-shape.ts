/**
 * Hand validation of what an OSV record holds (https://ossf.github.io/osv-schema/). A schema library takes most of the time of a
 * build at this number of records; these few functions look at nothing but the fields that are used.
 */
import { recordLimits } from './limits.ts';

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text with something in it and no control characters, at most so long. */
export function asName(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > most) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /[\u0000-\u001f\u007f]/.test(value) ? undefined : value;
}

export function asNames(value: unknown, most: number, count: number = recordLimits.aliases): readonly string[] {
  const names: string[] = [];
  for (const each of asList(value)) {
    const name = asName(each, most);
    if (name !== undefined && names.length < count) names.push(name);
  }
  return names;
}

/** RFC 3339 in milliseconds; undefined for nothing, for what is no date, and for the year 1, which stands for "not set" in Go. */
export function asTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const at = Date.parse(value.replace(' ', 'T'));
  return Number.isFinite(at) && at > 0 && at < 4e12 ? at : undefined;
}

export function asText(value: unknown, most: number): string {
  if (typeof value !== 'string') return '';
  return value.length <= most ? value : cutAt(value, most);
}

/** Never between the two halves of a character. */
function cutAt(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}
