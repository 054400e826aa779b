/** The container engine's API over its local socket: JSON questions and one endless answer (docs/adr/0003). */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { AgentError, reasonOf } from '../errors.ts';

export interface EngineHttp {
  /** Undefined for "no such thing" (404). */
  get(path: string): Promise<unknown>;
  /** Calls back with each line. Resolves when the answer begins; `ended` when it is over. */
  lines(path: string, onLine: (line: string) => void): Promise<LineStream>;
  /** Ends whatever was asked, answered or not, and asks nothing more. */
  close(): void;
}

export interface LineStream {
  readonly ended: Promise<void>;
  close(): void;
}

const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;
const LINE_LIMIT = 1024 * 1024;
const TIMEOUT_MS = 5_000;

export function engineHttp(socketPath: string): EngineHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const open = new Set<ClientRequest>();
  let closed = false;

  function ask(path: string, own: Agent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      if (closed) throw unreachable(socketPath, new Error('the connection was closed'));
      const asked = request({ socketPath, path, agent: own, headers: { host: 'engine' }, timeout: TIMEOUT_MS });
      open.add(asked);
      asked.on('close', () => open.delete(asked));
      asked.on('response', resolve);
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      asked.on('error', (error) => reject(unreachable(socketPath, error)));
      asked.end();
    });
  }

  return {
    async get(path) {
      const answer = await ask(path, agent);
      const text = await readAll(answer, path);
      if (answer.statusCode === 404) return undefined;
      if (answer.statusCode !== 200) throw refused(path, `status ${answer.statusCode}: ${text.slice(0, 200)}`);
      try {
        return JSON.parse(text);
      } catch (error) {
        throw refused(path, 'it is not JSON', error);
      }
    },
    async lines(path, onLine) {
      // Its own connection: it never ends, and must not take one of the others' places.
      const own = new Agent({ maxSockets: 1 });
      const answer = await ask(path, own);
      if (answer.statusCode !== 200) {
        const text = await readAll(answer, path);
        throw refused(path, `status ${answer.statusCode}: ${text.slice(0, 200)}`);
      }
      // Quiet is normal here: the time limit was for the beginning.
      answer.socket.setTimeout(0);
      return { ended: readLines(answer, onLine), close: () => answer.destroy() };
    },
    close() {
      closed = true;
      for (const asked of open) asked.destroy();
      agent.destroy();
    },
  };
}

function readAll(answer: IncomingMessage, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= ANSWER_LIMIT_BYTES) return;
      answer.destroy();
      reject(
        new AgentError('ENGINE_ANSWER_TOO_LARGE', `The container engine's answer to ${path} is over 16 MiB.`, {
          hint: 'Nothing a healthy engine sends is that large: check which program owns the socket.',
        }),
      );
    });
    answer.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    answer.on('error', (error) => reject(refused(path, reasonOf(error), error)));
  });
}

/** Resolves when the stream is over for whatever reason: a line without end is one. */
function readLines(answer: IncomingMessage, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let rest = '';
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine(line);
      if (rest.length > LINE_LIMIT) answer.destroy();
    });
    answer.on('close', resolve);
    answer.on('error', () => resolve());
  });
}

function unreachable(socketPath: string, cause: NodeJS.ErrnoException): AgentError {
  const { why, hint } = explain(socketPath, cause);
  return new AgentError('ENGINE_UNREACHABLE', why, { hint, cause });
}

function explain(socketPath: string, cause: NodeJS.ErrnoException): { why: string; hint: string } {
  if (cause.code === 'ENOENT') {
    return {
      why: `There is no container engine's socket at ${socketPath}.`,
      hint: 'Start Docker or Podman (systemctl start docker, or podman.socket), or give the socket with DOCKER_HOST=unix://…',
    };
  }
  if (cause.code === 'EACCES') {
    return {
      why: `The socket ${socketPath} may not be opened.`,
      hint: 'Start Plimsoll as root or as a member of the group docker.',
    };
  }
  return {
    why: `The container engine at ${socketPath} does not answer: ${cause.message}.`,
    hint: 'Check that it runs: systemctl status docker',
  };
}

function refused(path: string, why: string, cause?: unknown): AgentError {
  return new AgentError('ENGINE_ANSWER_REFUSED', `The container engine's answer to ${path} cannot be used: ${why}.`, {
    hint: 'Docker 20.10 and Podman 4 or later are known to work.',
    cause,
  });
}
