import type { Output } from '../context.ts';
import { CliError } from '../errors.ts';
import { createStyle, wantsColour } from './style.ts';

/** The part of a stream that is used here; process.stdout is one. */
export interface TextStream {
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Whoever read it does so no more. */
export function isGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

function unwritable(cause: Error): CliError {
  return new CliError('FILE_UNREADABLE', `the output cannot be written: ${cause.message}`, {
    hint: 'Check that there is room where it goes to.',
    cause,
  });
}

/**
 * `COLUMNS` in the environment sets the width also where there is no terminal. `closed` is called once when the reader went
 * away (`| head`): that is no error, but the end of the command.
 */
export function createOutput(
  stream: TextStream,
  { env, closed }: { env: Readonly<Record<string, string | undefined>>; closed: () => void },
): Output {
  const isTTY = stream.isTTY === true;
  const asked = Number(env.COLUMNS);
  const width = asked >= 20 && asked <= 1000 ? asked : isTTY ? (stream.columns ?? 80) : undefined;
  const write = (chunk: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stream.write(chunk, (error) => {
        if (error === undefined || error === null) return resolve();
        if (!isGone(error)) return reject(unwritable(error));
        closed();
        resolve();
      });
    });
  return {
    style: createStyle(wantsColour(env, isTTY)),
    isTTY,
    width,
    write,
    line: (text) => write(`${text}\n`),
    lines: async (texts) => {
      if (texts.length > 0) await write(`${texts.join('\n')}\n`);
    },
  };
}
