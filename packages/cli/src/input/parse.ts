/**
 * Words of the command line, checked.
 *
 * in     text as it was typed
 * out    values, or a USAGE error that says what was expected
 * holds  nothing is guessed: what is not understood is refused
 */
import { durationMs } from '@plimsoll/host/settings';
import { CliError } from '../errors.ts';

export function asText(limit: number): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw wrong(text, 'is empty', 'Give a value.');
    if (text.length > limit)
      throw wrong(`${text.slice(0, 20)}…`, `is longer than ${limit} characters`, 'Give a shorter one.');
    return text;
  };
}

export function asWhole({ min, max }: { min: number; max: number }): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw wrong(text, 'is not a whole number in range', `Give one from ${min} to ${max}.`);
    return value;
  };
}

export function asChoice<const T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw wrong(text, 'is not known here', `Give one of: ${choices.join(', ')}.`);
    return choice;
  };
}

/** `high,critical`: a list in one word, so that the shell's completion stays simple. */
export function asChoices<const T extends string>(choices: readonly T[]): (text: string) => readonly T[] {
  const one = asChoice(choices);
  return (text) => [...new Set(text.split(',').map((each) => one(each.trim())))];
}

/** `web,api`: any texts in one word. */
export function asTexts(limit: number): (text: string) => readonly string[] {
  const one = asText(limit);
  return (text) => [...new Set(text.split(',').map((each) => one(each.trim())))];
}

/** `30s`, `5m`, `2h`, `7d` in milliseconds. */
export function asDuration(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw wrong(text, 'is not a duration', 'Give a number with a unit: 30s, 5m, 2h or 7d.');
  return ms;
}

/** A moment: a duration before now (`2h`), or a date as ISO 8601 (`2026-01-31`, `2026-01-31T12:00Z`). */
export type Moment = { readonly agoMs: number } | { readonly at: number };
export function asMoment(text: string): Moment {
  if (/^\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) {
    const at = Date.parse(text);
    if (Number.isFinite(at) && at >= 0) return { at };
  }
  if (/^\d+(\.\d+)?[a-z]+$/.test(text)) return { agoMs: asDuration(text) };
  throw wrong(text, 'is not a moment', 'Give how long ago (2h, 7d) or a date (2026-01-31, 2026-01-31T12:00Z).');
}

export function momentAt(moment: Moment, now: number): number {
  return 'at' in moment ? moment.at : Math.max(0, now - moment.agoMs);
}

/** `50%`: a share in 0…1. */
export function asShare(text: string): number {
  const match = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/.exec(text.trim());
  const share = match === null ? Number.NaN : Number(match[1]) / 100;
  if (!(share >= 0 && share <= 1)) throw wrong(text, 'is not a share', 'Give a percentage from 0% to 100%.');
  return share;
}

export function asServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw wrong(text, 'is no server address', 'Give one like https://plimsoll.example:7465.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliError('USAGE', 'The server address holds a password', {
      hint: 'Passwords on a command line can be read by every user of this host. Use --token-file or PLIMSOLL_TOKEN.',
    });
  }
  return url;
}

function wrong(text: string, what: string, hint: string): CliError {
  return new CliError('USAGE', `"${text}" ${what}`, { hint });
}
