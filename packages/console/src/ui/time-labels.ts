/** Labels of a time axis: only as fine as its steps, and the day only where it changes. */
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Seconds between labels, never less than what a label can tell apart. */
export const timeSteps = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 336, 720].map((hours) => hours * 3600),
];

/** @param splits where the labels stand, in seconds since 1970 */
export function timeLabels(splits: readonly number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  let before = day.format((splits[0] ?? 0) * 1000);
  return splits.map((at) => {
    const today = day.format(at * 1000);
    const changed = today !== before;
    before = today;
    if (step >= 86_400 || changed) return today;
    return (step < 60 ? second : minute).format(at * 1000);
  });
}
