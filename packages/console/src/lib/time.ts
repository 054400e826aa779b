/**
 * Times as people say them, in their own zone.
 *
 * in     EpochMs numbers and the time it is now
 * out    text
 * holds  pure: the clock is an argument (see clock.ts for the one that ticks)
 */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `23 Nov, 03:32:10` */
export const formatAt = (at: number): string => dateAndTime.format(at);
/** With weekday, year and zone, for tooltips. */
export const formatFully = (at: number): string => full.format(at);
/** `03:32:10.402`, for streams where the day is plain. */
export const formatClock = (at: number): string => `${clockTime.format(at)}.${String(at % second).padStart(3, '0')}`;

/** `9 days 4 h`, `3 min`: the two largest units at most. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return two(ms, minute, 'min', second, 's', 10 * minute);
  if (ms < day) return two(ms, hour, 'h', minute, 'min', 10 * hour);
  const days = Math.floor(ms / day);
  const hours = Math.floor((ms % day) / hour);
  const left = days < 10 && hours > 0 ? ` ${hours} h` : '';
  return `${days === 1 ? '1 day' : `${days} days`}${left}`;
}

function two(
  ms: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
  roundFrom: number,
): string {
  const left = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${ms < roundFrom && left > 0 ? ` ${left} ${smallName}` : ''}`;
}

/** `just now`, `3 min ago`, `9 days ago`: one unit is enough. */
export function formatAgo(at: number, now: number): string {
  const ago = now - at;
  if (ago < -minute) return `in ${largest(-ago)}`;
  if (ago < 10 * second) return 'just now';
  return `${largest(ago)} ago`;
}

function largest(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} days`;
}
