/**
 * Where the server is reached: a port, and a Unix socket for the user who started it.
 *
 * in     host and port; the data directory
 * out    what listens, and how it stops
 * holds  beyond loopback only when told explicitly, and then with TLS unless that is waived explicitly too; the socket's directory and file are open to their owner alone
 */
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ApiProblem } from '@plimsoll/api';
import { ServerError } from '../errors.ts';

export interface LocalSocket {
  readonly path: string;
  readonly isLocal: (request: { readonly raw: IncomingMessage }) => boolean;
  listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Returns how to end all connections, those that come later too. Node's own `closeAllConnections` does not know one whose TLS handshake
 * was never begun, and waits two minutes for it.
 */
export function connectionsOf(server: Server): () => void {
  const open = new Set<Socket>();
  let ended = false;
  server.on('connection', (socket: Socket) => {
    if (ended) socket.destroy();
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return () => {
    ended = true;
    for (const socket of open) socket.destroy();
  };
}

/** sockaddr_un holds 108 bytes with the closing NUL (unix(7)). */
const mostPathBytes = 107;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

export interface Reach {
  readonly host: string;
  readonly allowRemote: boolean;
  readonly tls: boolean;
  /** Somebody said that a network may see the token. */
  readonly insecureHttp: boolean;
}

/** @throws ServerError HOST_NOT_LOOPBACK, TLS_NEEDED */
export function checkReach({ host, allowRemote, tls, insecureHttp }: Reach): void {
  if (isLoopback(host)) return;
  if (!allowRemote) {
    throw new ServerError('HOST_NOT_LOOPBACK', `${host} can be reached from other machines`, {
      hint: 'Use 127.0.0.1, or say `--allow-remote` with `--tls-cert` and `--tls-key` if that is what you want',
    });
  }
  if (tls || insecureHttp) return;
  throw new ServerError(
    'TLS_NEEDED',
    `Without TLS, everybody on the way to ${host} could read the token and act with it`,
    {
      hint: 'Give `--tls-cert` and `--tls-key`; or say `--insecure-http` if a proxy in front does TLS or you trust that network',
    },
  );
}

export function createLocalSocket(dataDir: string): LocalSocket {
  const path = join(dataDir, 'plimsoll.sock');
  const connections = new WeakSet<object>();
  let server: Server | undefined;
  let endConnections = () => {};
  return {
    path,
    isLocal: ({ raw }) => connections.has(raw.socket),
    async listen(handler) {
      if (Buffer.byteLength(path) > mostPathBytes) {
        throw new ServerError(
          'SOCKET_PATH_TOO_LONG',
          `The path ${path} is longer than a socket's may be (${mostPathBytes} bytes)`,
          {
            hint: 'Choose a data directory with a shorter path',
          },
        );
      }
      await removeStale(path);
      const listening = createHttpServer(handler);
      server = listening;
      listening.maxConnections = 128;
      listening.on('clientError', answerUnreadable);
      listening.on('connection', (socket) => connections.add(socket));
      endConnections = connectionsOf(listening);
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(path, resolve);
      });
      chmodSync(path, 0o600);
    },
    async close() {
      const closing = server;
      if (closing === undefined) return;
      server = undefined;
      endConnections();
      await new Promise<void>((resolve) => closing.close(() => resolve()));
      rmSync(path, { force: true });
    },
  };
}

/** What is no HTTP never reaches a route, and gets a problem all the same. */
export function answerUnreadable(_error: Error, socket: Duplex): void {
  if (!socket.writable) return;
  const problem: ApiProblem = {
    code: 'INPUT_INVALID',
    message: 'The request could not be read as HTTP',
    hint: 'Check its headers, and that a body is sent with its length',
  };
  const body = JSON.stringify(problem);
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** A socket that nobody answers at is what a kill leaves behind. */
async function removeStale(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const answered = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (answered) {
    throw new ServerError('ALREADY_RUNNING', `A Plimsoll server answers at ${path} already`, {
      hint: 'Stop it first, or choose another data directory',
    });
  }
  rmSync(path, { force: true });
}
