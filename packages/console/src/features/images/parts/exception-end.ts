/**
 * When an exception ends: after one of a few usual times, on a day somebody names, or only when it is revoked.
 *
 * in     the choice, the day as a date field writes it, the time it is now
 * out    the moment it ends, or what is wrong with the day
 * holds  a named day counts to its last second, in the zone of whoever names it
 */
export const lifetimes = [
  { days: 7, word: 'A week' },
  { days: 30, word: 'A month' },
  { days: 90, word: 'Three months' },
  { days: 365, word: 'A year' },
] as const;

/** The number of days of a usual time, `date` or `never`. */
export type Lifetime = `${(typeof lifetimes)[number]['days']}` | 'date' | 'never';

export type End = { readonly expiresAt: number | null } | { readonly problem: string };

const dayMs = 86_400_000;
/** Longer than this is not "for a time": nobody who accepts it is likely to be there when it ends. */
const mostYears = 5;

export function endOf(lifetime: Lifetime, date: string, now: number): End {
  if (lifetime === 'never') return { expiresAt: null };
  if (lifetime !== 'date') return { expiresAt: now + Number(lifetime) * dayMs };
  const end = lastSecondOf(date);
  if (end === undefined) return { problem: 'Choose the last day it holds.' };
  const { first, last } = daysOf(now);
  if (date < first) return { problem: 'Choose a day that is still to come: tomorrow or later.' };
  if (date > last) return { problem: `Choose a day in the next ${mostYears} years, or “Until revoked”.` };
  return { expiresAt: end };
}

/** Tomorrow and the last day that may be named, as a date field takes them. */
export function daysOf(now: number): { readonly first: string; readonly last: string } {
  const today = new Date(now);
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  return { first: asDay(new Date(year, month, day + 1)), last: asDay(new Date(year + mostYears, month, day)) };
}

function lastSecondOf(date: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const end = new Date(year, month - 1, day, 23, 59, 59);
  return asDay(end) === date ? end.getTime() : undefined;
}

function asDay(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
