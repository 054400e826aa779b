/**
 * What the live view holds of the stream.
 *
 * in     messages, whether the reader has paused
 * out    the newest events first, those that wait, the rate of the last minutes
 * holds  bounded: at most `most` events shown and as many waiting; what is let go of is counted, never silent
 */
import type { EventRecord, LiveMessage } from '@plimsoll/api';
import type { RatePoint } from '../../ui/rate-strip.tsx';

export const most = 2000;
const mostPoints = 300;

export interface LiveStream {
  readonly shown: readonly EventRecord[];
  /** Came while paused, newest first. */
  readonly waiting: readonly EventRecord[];
  /** How many came while paused, also those that no longer fit. */
  readonly waitingCount: number;
  readonly points: readonly RatePoint[];
  /** Events the server did not send here since this view was opened. */
  readonly held: number;
}

export const emptyStream: LiveStream = { shown: [], waiting: [], waitingCount: 0, points: [], held: 0 };

export function receive(
  stream: LiveStream,
  message: Extract<LiveMessage, { type: 'events' }>,
  paused: boolean,
): LiveStream {
  const { events, held, perSecond, at } = message;
  const newest = events.toReversed();
  const counted = {
    ...stream,
    points: [...stream.points, { at, perSecond, held }].slice(-mostPoints),
    held: stream.held + held,
  };
  if (!paused) return { ...counted, shown: [...newest, ...stream.shown].slice(0, most) };
  return {
    ...counted,
    waiting: [...newest, ...stream.waiting].slice(0, most),
    waitingCount: stream.waitingCount + events.length,
  };
}

/** Shows what waited. */
export function release(stream: LiveStream): LiveStream {
  if (stream.waitingCount === 0) return stream;
  return { ...stream, shown: [...stream.waiting, ...stream.shown].slice(0, most), waiting: [], waitingCount: 0 };
}
