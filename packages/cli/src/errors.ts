/** What can go wrong in the command. Each code has one exit code; a message says what, to what; the hint what to do next. */
import { type ExitCode, exitCodes } from './exit-code.ts';

export type CliErrorCode =
  | 'USAGE'
  | 'SERVER_UNREACHABLE'
  | 'SERVER_CONFUSED'
  | 'NOT_SIGNED_IN'
  | 'NOT_PERMITTED'
  | 'NOT_FOUND'
  | 'AMBIGUOUS'
  | 'REFUSED'
  | 'FILE_UNREADABLE'
  | 'FILE_EXISTS'
  | 'INTERRUPTED';

const exits: Readonly<Record<CliErrorCode, ExitCode>> = {
  USAGE: exitCodes.usage,
  SERVER_UNREACHABLE: exitCodes.unreachable,
  SERVER_CONFUSED: exitCodes.unreachable,
  NOT_SIGNED_IN: exitCodes.cannotSee,
  NOT_PERMITTED: exitCodes.cannotSee,
  NOT_FOUND: exitCodes.notFound,
  AMBIGUOUS: exitCodes.notFound,
  REFUSED: exitCodes.refused,
  FILE_UNREADABLE: exitCodes.badFile,
  FILE_EXISTS: exitCodes.badFile,
  INTERRUPTED: exitCodes.interrupted,
};

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly hint: string;

  constructor(code: CliErrorCode, message: string, { hint, cause }: { hint: string; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): ExitCode {
    return exits[this.code];
  }
}
