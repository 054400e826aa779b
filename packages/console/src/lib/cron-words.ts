/**
 * A cron expression as people say it, where it is one of the usual; the rest is shown as it was written.
 *
 * in     five fields, or six with seconds first
 * out    `every day at 03:00`, or undefined
 * holds  says nothing it is not sure of: when it runs next is the server's to say
 */
const days = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

export function cronWords(cron: string): string | undefined {
  const given = cron.trim().split(/\s+/);
  const fields = given.length === 6 && given[0] === '0' ? given.slice(1) : given;
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (month !== '*') return undefined;
  const everyDay = day === '*' && weekday === '*';
  const step = /^\*\/(\d+)$/;
  if (everyDay && hour === '*') {
    if (minute === '*' || minute === '*/1') return 'every minute';
    const minutes = step.exec(minute)?.[1];
    if (minutes !== undefined) return isStep(minutes, 60) ? `every ${minutes} minutes` : undefined;
    if (minute === '0' || minute === '00') return 'every hour';
    return isWithin(minute, 0, 59) ? `every hour at minute ${Number(minute)}` : undefined;
  }
  const hours = step.exec(hour)?.[1];
  if (everyDay && hours !== undefined && isStep(hours, 24) && isWithin(minute, 0, 59))
    return hours === '1'
      ? `every hour at minute ${Number(minute)}`
      : `every ${hours} hours at minute ${Number(minute)}`;
  if (!isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return undefined;
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (everyDay) return `every day at ${at}`;
  if (day === '*' && weekday === '1-5') return `Mondays to Fridays at ${at}`;
  if (day === '*' && isWithin(weekday, 0, 7)) return `${days[Number(weekday)]} at ${at}`;
  return weekday === '*' && isWithin(day, 1, 31) ? `on day ${Number(day)} of each month at ${at}` : undefined;
}

/** A minute 61 or an hour 25 is no time: words for it would say that it is taken. */
function isWithin(field: string, least: number, most: number): boolean {
  return /^\d{1,2}$/.test(field) && Number(field) >= least && Number(field) <= most;
}

/** "Every" is only true of a step that the whole can be cut into: of seven minutes, the last of the hour is shorter. */
function isStep(step: string, whole: number): boolean {
  return isWithin(step, 1, whole - 1) && whole % Number(step) === 0;
}
