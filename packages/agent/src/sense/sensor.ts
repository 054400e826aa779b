/** Keeps the sensor running: restarts it with back-off, watches its heartbeat, says when it cannot run at all and why. */
import type { EpochMs } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { AgentError } from '../errors.ts';
import type { DecoderGap } from './decoder.ts';
import type { Frame } from './frame.ts';
import { describeEnding, runSensor, type SensorEnding, type SensorRun } from './sensor-run.ts';
import { type Unavailable, whyUnavailable } from './unavailable.ts';

export interface SensorSink {
  /** A new run: sequence numbers, exec ids and totals begin anew. */
  started(): void;
  frame(frame: Frame, raw: Buffer): void;
  gap(gap: DecoderGap): void;
  /** The first frame of a run that follows one that ended: how long nothing was seen. */
  recovered(blindMs: number): void;
}

export interface SensorStatus {
  readonly state: 'running' | 'starting' | 'restarting' | 'unavailable';
  readonly since: EpochMs;
  readonly restarts: number;
  /** Why it is not running, where that is known. */
  readonly reason: Unavailable | undefined;
}

export interface Sensor {
  start(): void;
  stop(): Promise<void>;
  command(text: string): Promise<void>;
  status(): SensorStatus;
  /** Of the process that runs now. */
  pid(): number | undefined;
}

export interface SensorOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sink: SensorSink;
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 30_000;
const WELL_AFTER_MS = 60_000;
const UNAVAILABLE_RETRY_MS = 60_000;
/** Beats missed before it counts as stuck. Ticks, not time: a pause of this whole process must not kill a healthy sensor. */
const MISSED_BEATS = 5;

export function createSensor({ path, clock, log, sink }: SensorOptions): Sensor {
  let run: SensorRun | undefined;
  let stopped = true;
  let state: SensorStatus['state'] = 'starting';
  let since = clock.now();
  let reason: Unavailable | undefined;
  let restarts = 0;
  let backoffMs = FIRST_BACKOFF_MS;
  let lastSeenAt: EpochMs | undefined;
  let cancelRetry = () => {};

  function become(next: SensorStatus['state'], why?: Unavailable): void {
    if (state !== next) since = clock.now();
    state = next;
    reason = why;
  }

  function launch(): void {
    const startedAt = clock.now();
    let heard = false;
    let missedBeats = 0;
    sink.started();
    const current = runSensor({
      path,
      clock,
      log,
      sink: {
        frame(frame, raw) {
          if (frame.type === 'lost' && frame.cgroup === 0) missedBeats = 0;
          if (!heard) {
            heard = true;
            if (lastSeenAt !== undefined) sink.recovered(clock.now() - lastSeenAt);
            become('running');
          }
          lastSeenAt = clock.now();
          sink.frame(frame, raw);
        },
        gap: (gap) => sink.gap(gap),
      },
    });
    run = current;
    const stopWatching = clock.every(1_000, () => {
      missedBeats += 1;
      if (missedBeats < MISSED_BEATS) return;
      log.warn({ seconds: missedBeats }, 'the sensor is silent: restarting it');
      current.kill();
    });
    void current.ended.then((ending) => {
      stopWatching();
      run = undefined;
      if (!stopped) retryAfter(ending, clock.now() - startedAt);
    });
  }

  function retryAfter(ending: SensorEnding, livedMs: number): void {
    const unavailable = whyUnavailable(path, ending);
    if (unavailable !== undefined) {
      become('unavailable', unavailable);
      log.warn(
        { why: unavailable.why, hint: unavailable.hint },
        'the sensor cannot run here: trying again in a minute',
      );
      cancelRetry = clock.after(UNAVAILABLE_RETRY_MS, launch);
      return;
    }
    if (livedMs >= WELL_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
    const how = describeEnding(ending);
    restarts += 1;
    become('restarting', {
      why: `The sensor ${how}.`,
      hint: 'It is started again by itself; the log has what it said.',
    });
    log.warn({ how, backoffMs, restarts }, 'the sensor ended: starting it again');
    cancelRetry = clock.after(backoffMs, launch);
    backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      launch();
    },
    async stop() {
      stopped = true;
      cancelRetry();
      await run?.stop();
    },
    command(text) {
      if (run !== undefined) return run.command(text);
      return Promise.reject(
        new AgentError('SENSOR_NOT_RUNNING', `The command "${text}" was not sent: the sensor is not running.`, {
          hint: 'It is sent again when the sensor is back.',
        }),
      );
    },
    status: () => ({ state, since, restarts, reason }),
    pid: () => run?.pid,
  };
}
