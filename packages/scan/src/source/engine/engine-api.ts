/** Docker's engine API over a unix socket, as Docker and Podman speak it: https://docs.docker.com/reference/api/engine/ */
import { type IncomingMessage, request } from 'node:http';
import { ScanError } from '../../errors.ts';
import { type ByteStream, collect } from '../bytes/byte-stream.ts';

export interface EngineApi {
  /** undefined: there is no such thing. @throws ScanError ENGINE_UNREACHABLE */
  json(path: string, signal: AbortSignal): Promise<unknown>;
  /** The connection ends when the stream is left. */
  stream(path: string, signal: AbortSignal): ByteStream;
}

const JSON_MOST = 16 * 1024 * 1024;
const ERROR_MOST = 64 * 1024;
/** An engine that gathers a large image may be silent for long, but not for ever. */
const SILENCE_MS = 300_000;

export function createEngineApi(socket: string, engine: string): EngineApi {
  const get = (path: string, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath: socket, path, signal, timeout: SILENCE_MS }, resolve);
      asked.on('timeout', () => asked.destroy(new Error(`silent for ${SILENCE_MS / 1000} seconds`)));
      asked.on('error', (cause: NodeJS.ErrnoException) =>
        reject(signal.aborted ? signal.reason : unreachable(socket, engine, cause)),
      );
      asked.end();
    });

  const ask = async (path: string, signal: AbortSignal): Promise<IncomingMessage | undefined> => {
    signal.throwIfAborted();
    const answer = await get(path, signal);
    if (answer.statusCode === 200) return answer;
    const said = (
      await collect(answer, ERROR_MOST, () => new Error('too long')).catch(() => Buffer.alloc(0))
    ).toString();
    answer.destroy();
    if (answer.statusCode === 404) return undefined;
    throw new ScanError(
      'ENGINE_UNREACHABLE',
      `${engine} at ${socket} answers ${answer.statusCode} to ${path}: ${messageIn(said)}.`,
      {
        hint: 'Look into the log of the engine.',
      },
    );
  };

  return {
    async json(path, signal) {
      const answer = await ask(path, signal);
      if (answer === undefined) return undefined;
      const bytes = await collect(answer, JSON_MOST, () => notAnEngine(socket, engine));
      try {
        return JSON.parse(bytes.toString());
      } catch (cause) {
        throw notAnEngine(socket, engine, cause);
      }
    },
    async *stream(path, signal) {
      const answer = await ask(path, signal);
      if (answer === undefined) {
        throw new ScanError('IMAGE_NOT_FOUND', `${engine} no longer has the image.`, { hint: 'Pull it again.' });
      }
      try {
        for await (const chunk of answer as AsyncIterable<Buffer>) yield chunk;
      } finally {
        answer.destroy();
      }
    },
  };
}

function unreachable(socket: string, engine: string, cause: NodeJS.ErrnoException): ScanError {
  const hint =
    cause.code === 'EACCES'
      ? 'Run as root or as a user who may use the engine.'
      : /^[a-z]+:\/\//.test(socket)
        ? 'Only engines on this machine can be read; name the path of a unix socket.'
        : 'Start the engine, or name its socket.';
  return new ScanError(
    'ENGINE_UNREACHABLE',
    `${engine} cannot be reached at ${socket}: ${cause.code ?? cause.message}.`,
    { hint, cause },
  );
}

function notAnEngine(socket: string, engine: string, cause?: unknown): ScanError {
  return new ScanError('ENGINE_UNREACHABLE', `What listens at ${socket} does not answer as ${engine} does.`, {
    hint: 'Name the socket of the engine.',
    cause,
  });
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : text.slice(0, 300);
  } catch {
    // Not every engine answers in JSON when it fails.
    return text.slice(0, 300);
  }
}
