/**
 * What can go wrong on the server. A code is stable and documented (docs/reference/errors.md lists them); a message says
 * what happened and to what, a hint what to do next. `status` is what HTTP answers with.
 */
import type { CoreErrorCode } from '@plimsoll/core';

export type ServerErrorCode =
  | CoreErrorCode
  | 'ALREADY_RUNNING'
  | 'BASELINE_KEY_UNTRUSTED'
  | 'BASELINE_NOT_LEARNED'
  | 'CROSS_SITE'
  | 'CURSOR_INVALID'
  | 'DELTA_TOO_LARGE'
  | 'ENFORCEMENT_UNAVAILABLE'
  | 'EXCEPTION_OVER'
  | 'EXCEPTION_UNKNOWN'
  | 'FINDING_SUPERSEDED'
  | 'FINDING_UNKNOWN'
  | 'HOST_NOT_LOOPBACK'
  | 'HOST_UNKNOWN'
  | 'IMAGE_NOT_SCANNED'
  | 'IMAGE_UNKNOWN'
  | 'INPUT_INVALID'
  | 'INTERNAL'
  | 'KEY_INVALID'
  | 'LEARNED_UNKNOWN'
  | 'LIVE_FULL'
  | 'NOT_FOUND'
  | 'NOT_READY'
  | 'POLICY_REFUSED'
  | 'POLICY_UNKNOWN'
  | 'PORT_UNAVAILABLE'
  | 'REFERENCE_REFUSED'
  | 'REGISTRY_UNKNOWN'
  | 'SCANNING_OFF'
  | 'SCAN_ENDED'
  | 'SCAN_UNKNOWN'
  | 'SCHEDULE_INVALID'
  | 'SCHEDULE_UNKNOWN'
  | 'SIGN_IN_NEEDED'
  | 'SOCKET_PATH_TOO_LONG'
  | 'STORE_FAILED'
  | 'TLS_NEEDED'
  | 'TOKEN_WRONG'
  | 'TOO_LARGE'
  | 'TOO_MANY'
  | 'TOO_MANY_WORKLOADS'
  | 'VAULT_UNREADABLE'
  | 'WORKLOAD_UNKNOWN';

interface Details {
  readonly hint: string;
  readonly status?: number;
  readonly cause?: unknown;
}

export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;
  readonly hint: string;
  readonly status: number;

  constructor(code: ServerErrorCode, message: string, { hint, status = 500, cause }: Details) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

export type StoreErrorCode = 'STORE_CORRUPT' | 'STORE_FOREIGN' | 'STORE_NEWER' | 'STORE_NO_BACKUP' | 'STORE_UNWRITABLE';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly hint: string;
  /** The database's file. */
  readonly file: string;

  constructor(
    code: StoreErrorCode,
    message: string,
    { hint, file, cause }: { hint: string; file: string; cause?: unknown },
  ) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.file = file;
  }
}
