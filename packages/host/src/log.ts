import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino, stdTimeFunctions } from 'pino';

export interface Log {
  readonly logger: Logger;
  close(): void;
}

const mostBytes = 10 * 1024 * 1024;
const lookEveryMs = 60_000;

/** Writes JSON lines to plimsoll.log in the data directory; keeps one older file, so that at most about 20 MiB are used. */
export function openLog(dataDir: string, level: string): Log {
  const file = join(dataDir, 'plimsoll.log');
  rotate(file);
  const target = destination({ dest: file, mode: 0o600, sync: true });
  const timer = setInterval(() => {
    if (rotate(file)) target.reopen();
  }, lookEveryMs);
  timer.unref();
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // A second fence: nothing in the house logs these, and a future line that does must not leak them.
      redact: {
        paths: [
          'token',
          '*.token',
          'headers.authorization',
          'headers.cookie',
          '*.headers.authorization',
          '*.headers.cookie',
        ],
        remove: true,
      },
    },
    target,
  );
  return {
    logger,
    close() {
      clearInterval(timer);
      target.end();
    },
  };
}

function rotate(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < mostBytes) return false;
  renameSync(file, `${file}.1`);
  return true;
}
