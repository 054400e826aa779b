/** OSV's `modified_id.csv`: `time,id` a line, newest first. */
import { ScanError } from '../../errors.ts';
import type { FeedState } from '../feed/feed-state.ts';
import { LineError, textLines } from '../feed/text-lines.ts';
import { asTime } from '../record/osv-shape.ts';

/** Above it the archive is one request and little more data. */
const mostChanges = 500;
/** The publisher's exporters do not all finish at once. */
const overlapMs = 3_600_000;

export interface Changes {
  readonly newestAt: number;
  readonly listed: number;
  /** undefined: too many, or the list has no usable times. */
  readonly since: readonly Change[] | undefined;
}

export interface Change {
  readonly id: string;
  readonly at: number;
}

/** @throws ScanError FEED_INVALID */
export async function readChanges(
  file: { path: string; where: string },
  had: Pick<FeedState, 'seenAt' | 'listed'> | undefined,
): Promise<Changes> {
  const seenAt = had?.seenAt;
  const since: Change[] = [];
  let [newestAt, lines, unclear] = [0, 0, 0];
  try {
    for await (const some of textLines(file.path, { lineChars: 2_000, totalBytes: 1 << 30, gzip: false })) {
      for (const line of some) {
        if (line === '') continue;
        lines++;
        const comma = line.indexOf(',');
        const at = comma < 0 ? undefined : asTime(line.slice(0, comma));
        const id = line.slice(comma + 1);
        if (comma < 0 || !/^[^\s,<>/\\]{1,256}$/.test(id)) {
          throw new LineError(`line ${lines} is not \`time,id\``);
        }
        if (at === undefined) unclear++;
        else {
          newestAt = Math.max(newestAt, at);
          if (seenAt !== undefined && at > seenAt - overlapMs && since.length <= mostChanges) since.push({ id, at });
        }
      }
      if (since.length > mostChanges) break;
    }
  } catch (cause) {
    if (!(cause instanceof LineError)) throw cause;
    throw new ScanError('FEED_INVALID', `${file.where} is not a list of changed records: ${cause.message}`, {
      hint: 'It has lines `time,id`. Check the address or the mirror.',
      cause,
    });
  }
  // Records without a time cannot be told from those that were seen.
  const usable = seenAt !== undefined && seenAt > 0 && unclear === 0 && since.length <= mostChanges;
  // A list that is older or shorter than the last one does not tell what is gone.
  const isLater = usable && newestAt >= seenAt && lines >= (had?.listed ?? 0);
  return { newestAt, listed: lines, since: isLater ? since : undefined };
}
