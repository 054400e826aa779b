/**
 * `plimsoll up`: starts the host, waits for a signal, stops it.
 *
 * in     the settings; the process whose signals end it
 * out    notices while it runs; the exit code
 * holds  the first signal ends it cleanly, whatever it was doing; a second one at once, unless it is of a terminal that closes: the kernel
 *        and the shell both tell of that, and nobody is in a hurry
 */
import type { EpochMs } from '@plimsoll/core';
import { type HostOptions, startHost } from './create-host.ts';
import { reasonOf } from './errors.ts';

export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: (signal: string) => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

export interface UpOptions extends HostOptions {
  readonly signals: Signals;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As a shell reports a program that a signal ended: 128 + SIGINT. */
const forcedExit = 130;

/** @returns 0 after a clean end, 1 after one that lost something */
export async function up({ signals, notify, ...options }: UpOptions): Promise<0 | 1> {
  const now = () => Date.now() as EpochMs;
  let asked = false;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const onSignal = (signal: string) => {
    if (asked) {
      if (signal !== 'SIGHUP') signals.exit(forcedExit);
      return;
    }
    asked = true;
    notify({ kind: 'stopping', at: now(), why: signal });
    end();
  };
  for (const name of names) signals.on(name, onSignal);
  try {
    const host = await startHost({ ...options, notify });
    await ended;
    const clean = await host.stop().then(
      () => true,
      (error: unknown) => {
        notify({ kind: 'trouble', at: now(), what: 'stopping', why: reasonOf(error) });
        return false;
      },
    );
    notify({ kind: 'stopped', at: now(), clean });
    return clean ? 0 : 1;
  } finally {
    for (const name of names) signals.off(name, onSignal);
  }
}
