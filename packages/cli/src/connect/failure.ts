import { existsSync } from 'node:fs';
import { ApiError } from '@plimsoll/api';
import { CliError, type CliErrorCode } from '../errors.ts';
import type { Target } from './transport.ts';

/** Any failure of a call as an error that says what did not answer and what to do. */
export function describeFailure(error: unknown, target: Target): unknown {
  if (error instanceof CliError) return error;
  if (error instanceof ApiError) return error.status === 0 ? unreachable(error.cause, target) : refused(error, target);
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number') {
    return statusOnly(error.status, target);
  }
  return error instanceof Error ? unreachable(error, target) : error;
}

function refused(error: ApiError, target: Target): CliError {
  if (error.status === 401 || error.status === 403) return statusOnly(error.status, target);
  return new CliError(codeOf(error), error.message, { hint: error.hint, cause: error });
}

/** The file we were given and sent on is what is wrong. */
const damagedFile: ReadonlySet<string> = new Set([
  'BASELINE_CORRUPT',
  'BASELINE_SIGNATURE_INVALID',
  'BASELINE_VERSION_UNKNOWN',
]);

function codeOf({ status, code }: ApiError): CliErrorCode {
  if (code === 'ANSWER_UNREADABLE' || status >= 500) return 'SERVER_CONFUSED';
  if (status === 404) return 'NOT_FOUND';
  if (damagedFile.has(code)) return 'FILE_UNREADABLE';
  return status === 400 ? 'USAGE' : 'REFUSED';
}

function statusOnly(status: number, target: Target): CliError {
  if (status === 401 || status === 403) {
    return new CliError('NOT_SIGNED_IN', `${nameOf(target)} does not accept this token`, {
      hint: 'Put the token into a file and name it with --token-file, or into PLIMSOLL_TOKEN. `plimsoll token rotate` on its host makes a new one.',
    });
  }
  return new CliError('SERVER_CONFUSED', `${nameOf(target)} answered with status ${status}`, {
    hint: 'Check that the address is a Plimsoll server of this version.',
  });
}

function unreachable(cause: unknown, target: Target): CliError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const why =
    cause instanceof Error
      ? cause.name === 'TimeoutError'
        ? 'it did not answer in time'
        : cause.message
      : String(cause);
  if ('url' in target) {
    return new CliError('SERVER_UNREACHABLE', `${nameOf(target)} does not answer: ${why}`, {
      hint: 'Check the address, the network, and that Plimsoll runs there.',
      cause,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new CliError('NOT_PERMITTED', `The socket ${target.socket} belongs to another user`, {
      hint: 'Run this as the user who runs Plimsoll (with sudo, if that is root), or use --server with a token.',
      cause,
    });
  }
  if (code === 'ENOENT') return notRunning(target.socket, cause);
  if (code === 'ECONNREFUSED') {
    return new CliError(
      'SERVER_UNREACHABLE',
      `No Plimsoll runs here: the socket ${target.socket} is left from one that ended`,
      {
        hint: 'Start it with `plimsoll up`.',
        cause,
      },
    );
  }
  return new CliError('SERVER_UNREACHABLE', `Plimsoll does not answer on ${target.socket}: ${why}`, {
    hint: 'Check that `plimsoll up` still runs; its log is plimsoll.log beside the socket.',
    cause,
  });
}

function notRunning(socket: string, cause: unknown): CliError {
  const elsewhere = '/var/lib/plimsoll';
  const rootHas = !socket.startsWith(elsewhere) && existsSync(elsewhere);
  return new CliError('SERVER_UNREACHABLE', `No Plimsoll runs here: there is no socket ${socket}`, {
    hint: rootHas
      ? `Root's Plimsoll keeps its data in ${elsewhere}: run this with sudo. Or start one with \`plimsoll up\`.`
      : 'Start it with `plimsoll up`, or say where it is with --data-dir or --server.',
    cause,
  });
}

function nameOf(target: Target): string {
  return 'url' in target ? target.url.origin : `Plimsoll on ${target.socket}`;
}
