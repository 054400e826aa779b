/** What can go wrong while a host is put together. A code is stable; a message says what, to what; the hint what to do. */
export type HostErrorCode =
  | 'CONFIG_UNREADABLE'
  | 'CONFIG_INVALID'
  | 'DATA_DIR_UNUSABLE'
  | 'ALREADY_RUNNING'
  | 'PORT_IN_USE'
  | 'ADDRESS_UNUSABLE'
  | 'SENSOR_MISSING'
  | 'NOT_PERMITTED'
  | 'RESTORE_REFUSED';

export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  readonly hint: string;

  constructor(code: HostErrorCode, message: string, { hint, cause }: { hint: string; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `ENOENT` and the like, where the system said one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
