import { spinner } from '@clack/prompts';
import type { Output } from '../context.ts';

export interface Progress {
  begin(what: string): void;
  now(what: string): void;
  end(what: string): void;
}

/** A spinner on a terminal; elsewhere a line at the beginning and one at the end. */
export function createProgress(err: Output): Progress {
  if (!err.isTTY) {
    // Nothing is lost if a pipe is gone: its own error ends the command.
    const say = (what: string) => void err.line(what);
    return { begin: say, now: () => {}, end: say };
  }
  const spin = spinner({ output: process.stderr });
  return { begin: (what) => spin.start(what), now: (what) => spin.message(what), end: (what) => spin.stop(what) };
}
