import { type RecordProgress, recordTrace, systemClock } from '@plimsoll/agent';
import { pino } from 'pino';
import type { Config } from './config/config.ts';

export interface RecordRequest {
  /** Must not exist; ends in `.gz` for gzip. */
  readonly file: string;
  readonly config: Config;
  /** undefined for until the signal. */
  readonly seconds: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RecordProgress) => void;
}

/** @throws AgentError TRACE_NOT_RECORDED when the file cannot be written or the sensor cannot run here */
export function record({ file, config, seconds, signal, onProgress }: RecordRequest): Promise<RecordProgress> {
  const limit = seconds === undefined ? [] : [AbortSignal.timeout(seconds * 1000)];
  const dockerHost = process.env.DOCKER_HOST;
  return recordTrace({
    path: file,
    sensorPath: config.sensor,
    ...(config.engine !== 'automatic' && { dockerSocket: config.engine }),
    ...(dockerHost !== undefined && { dockerHost }),
    sliceMs: config['learning.slice'],
    clock: systemClock,
    log: pino({ level: 'silent' }),
    signal: AbortSignal.any([signal, ...limit]),
    onProgress,
  });
}
