/** What a command may touch: everything that is not its arguments. */
import type { EpochMs } from '@plimsoll/core';
import type { Connection } from './connect/connection.ts';
import type { Style } from './ui/style.ts';

export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  /** Progress and errors; never data. */
  readonly err: Output;
  readonly now: () => EpochMs;
  /** Aborted by Ctrl-C, SIGTERM or a reader that went away. */
  readonly signal: AbortSignal;
  /** Opens the server this call is about; only for commands with `connects`. */
  readonly connect: () => Promise<Connection>;
  /** Where this user's Plimsoll keeps its data, if the call names another place than the default. */
  readonly dataDir: string | undefined;
}

export interface Output {
  /** One line; resolves once the reader took it, so that a slow reader slows us and does not fill memory. */
  line(text: string): Promise<void>;
  lines(texts: readonly string[]): Promise<void>;
  /** Text as it is, without a line end. */
  write(text: string | Uint8Array): Promise<void>;
  /** Somebody may be looking: what moves may move. */
  readonly isTTY: boolean;
  readonly style: Style;
  /** Columns of the terminal; undefined when it is none. */
  readonly width: number | undefined;
}
