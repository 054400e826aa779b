const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `12 s`, `5 min`, `3 h`, `2 d`: the largest unit that is at least one. */
export function lasting(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < second) return '0 s';
  if (whole < minute) return `${Math.floor(whole / second)} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min`;
  if (whole < 2 * day) return `${Math.floor(whole / hour)} h`;
  return `${Math.floor(whole / day)} d`;
}

/** How long before `now`, for lists. */
export function ago(at: number, now: number): string {
  return now - at < second ? 'now' : `${lasting(now - at)} ago`;
}

/** The point in time itself, for details: `2026-01-02 03:04:05Z`. UTC, so that it matches logs of other hosts. */
export function moment(at: number): string {
  // A hostile or broken server may send a number that is no date.
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return 'unknown time';
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

/** `03:04:05` of the local day, for live output. */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
