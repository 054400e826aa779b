/** When a schedule is due next. */
import type { EpochMs } from '@plimsoll/core';
import { Cron } from 'croner';
import { ServerError } from '../errors.ts';

/** undefined when it never is again. @throws ServerError SCHEDULE_INVALID */
export function nextRun(
  { cron, timezone }: { readonly cron: string; readonly timezone?: string | undefined },
  after: number,
): EpochMs | undefined {
  try {
    const next = new Cron(cron, { paused: true, ...(timezone !== undefined && { timezone }) }).nextRun(new Date(after));
    return next === null ? undefined : (next.getTime() as EpochMs);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ServerError(
      'SCHEDULE_INVALID',
      `"${cron}"${timezone === undefined ? '' : ` in ${timezone}`} is no schedule: ${why}`,
      {
        hint: 'Five fields as in crontab, such as `0 3 * * *`, and a time zone such as Europe/Berlin',
        status: 400,
        cause,
      },
    );
  }
}

export function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
