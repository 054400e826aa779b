import type { Context, Output } from './context.ts';
import { CliError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { scanExits } from './scan-exit.ts';
import { printable } from './ui/printable.ts';

/** Codes of other packages' errors that a person can do something about; whatever is not here is a fault of ours. */
const exitsByCode: Readonly<Record<string, ExitCode>> = {
  ...scanExits,
  CONFIG_UNREADABLE: exitCodes.usage,
  CONFIG_INVALID: exitCodes.usage,
  HOST_NOT_LOOPBACK: exitCodes.usage,
  TLS_NEEDED: exitCodes.usage,
  SOCKET_PATH_TOO_LONG: exitCodes.usage,
  DATA_DIR_UNUSABLE: exitCodes.cannotSee,
  NOT_PERMITTED: exitCodes.cannotSee,
  SENSOR_MISSING: exitCodes.cannotSee,
  SENSOR_PROBE_FAILED: exitCodes.cannotSee,
  SENSOR_NOT_RUNNING: exitCodes.cannotSee,
  TRACE_NOT_RECORDED: exitCodes.cannotSee,
  ALREADY_RUNNING: exitCodes.refused,
  PORT_IN_USE: exitCodes.refused,
  PORT_UNAVAILABLE: exitCodes.refused,
  ADDRESS_UNUSABLE: exitCodes.refused,
  RESTORE_REFUSED: exitCodes.refused,
};
const exitsByPrefix: readonly (readonly [string, ExitCode])[] = [
  ['TRACE_', exitCodes.badFile],
  ['STORE_', exitCodes.badFile],
  ['BASELINE_', exitCodes.badFile],
  ['KEY_', exitCodes.badFile],
];

/** What happened and to what on one line, what to do on the next. */
export async function reportFailure(error: unknown, err: Output, env: Context['env']): Promise<ExitCode> {
  const known = knownFailure(error);
  if (known === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    await err.line(`plimsoll: a fault in Plimsoll itself: ${printable(message)}`);
    await err.line(
      env.PLIMSOLL_DEBUG === undefined
        ? '  Please report it, with the output of the same command under PLIMSOLL_DEBUG=1.'
        : printableStack(error),
    );
    return exitCodes.bug;
  }
  await err.line(`plimsoll: ${printable(known.message)}`);
  await err.line(`  ${printable(known.hint)}`);
  if (env.PLIMSOLL_DEBUG !== undefined) await err.line(printableStack(error));
  return known.exit;
}

function knownFailure(error: unknown): { message: string; hint: string; exit: ExitCode } | undefined {
  if (error instanceof CliError) return { message: error.message, hint: error.hint, exit: error.exitCode };
  if (!(error instanceof Error) || !('code' in error) || !('hint' in error)) return undefined;
  const code = String(error.code);
  const exit = exitsByCode[code] ?? exitsByPrefix.find(([prefix]) => code.startsWith(prefix))?.[1];
  return exit === undefined ? undefined : { message: error.message, hint: String(error.hint), exit };
}

function printableStack(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause =
    error instanceof Error && error.cause !== undefined ? `\n  caused by ${printableStack(error.cause)}` : '';
  return stack.split('\n').map(printable).join('\n') + cause;
}
