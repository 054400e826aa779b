/** What can go wrong when calling the API. `code` is the server's own, or one of ours when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The server's code (`WORKLOAD_UNKNOWN`), or `UNREACHABLE`, `ANSWER_UNREADABLE`. */
  readonly code: string;
  readonly hint: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;

  constructor(
    code: string,
    message: string,
    { hint, status, cause }: { hint: string; status: number; cause?: unknown },
  ) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}
