/** A real server on a free port with a data directory of its own, and a clock that stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@plimsoll/api';
import { createServer, type Server, type ServerOptions } from '@plimsoll/server';
import { pino } from 'pino';
import { type FakeClock, fakeClock } from './fake-clock.ts';

export interface TemporaryServer {
  readonly server: Server;
  readonly clock: FakeClock;
  readonly dataDir: string;
  readonly url: string;
  readonly socket: string;
  readonly token: string;
  readonly client: Client;
  ask(path: string, asked?: Asked): Promise<Answered>;
  stop(): Promise<void>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Through the Unix socket instead of the port. */
  readonly local?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export async function temporaryServer(options: Partial<ServerOptions> = {}): Promise<TemporaryServer> {
  const clock = fakeClock();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const server = createServer({ log: pino({ level: 'silent' }), port: 0, clock, ...options, dataDir });
  const { url, socket, firstToken = '' } = await server.start();
  return {
    server,
    clock,
    dataDir,
    url,
    socket,
    token: firstToken,
    client: createClient({ baseUrl: url, fetch, token: firstToken }),
    ask: (path, asked = {}) => ask(path, { ...asked, url, socket }),
    async stop() {
      await server.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** With node:http, as fetch lets nobody choose the Host header. */
function ask(
  path: string,
  { method = 'GET', headers = {}, body, local, url, socket }: Asked & { url: string; socket: string },
): Promise<Answered> {
  const { hostname, port } = new URL(url);
  const place = local === true ? { socketPath: socket } : { hostname, port };
  return new Promise((resolve, reject) => {
    // Node does not tell the length of a DELETE's body by itself.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asking = request({ ...place, path, method, headers: { ...headers, ...length }, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
