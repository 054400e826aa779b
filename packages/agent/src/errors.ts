/** What can go wrong on a node. A code is stable and documented; a message says what, to what, and what to do next. */
export type AgentErrorCode =
  | 'SENSOR_PROBE_FAILED'
  | 'SENSOR_NOT_RUNNING'
  | 'SENSOR_COMMAND_REFUSED'
  | 'SENSOR_COMMAND_TIMEOUT'
  | 'ENGINE_UNREACHABLE'
  | 'ENGINE_ANSWER_REFUSED'
  | 'ENGINE_ANSWER_TOO_LARGE'
  | 'TRACE_UNREADABLE'
  | 'TRACE_NOT_A_TRACE'
  | 'TRACE_VERSION_UNKNOWN'
  | 'TRACE_BROKEN'
  | 'TRACE_NOT_RECORDED';

export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;
  readonly hint: string;

  constructor(code: AgentErrorCode, message: string, { hint, cause }: { hint: string; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** The message of whatever was thrown, for a log line or a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
