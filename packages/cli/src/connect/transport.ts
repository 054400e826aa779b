/**
 * HTTP to one server, over its Unix socket or the network, on Node's own client.
 *
 * in     where, and the token if it is needed there
 * out    the `fetch` the typed client wants, and a stream of text for what never ends
 * holds  no answer and no line is longer than its limit; every request ends with the call's signal or its time limit
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Fetch } from '@plimsoll/api';

export type Target = { readonly socket: string } | { readonly url: URL };

export interface Transport {
  readonly fetch: Fetch;
  /** The body of a GET that does not end by itself. */
  stream(path: string, signal: AbortSignal): Promise<{ readonly status: number; readonly text: AsyncIterable<string> }>;
}

const mostBytes = 64 * 1024 * 1024;
const patienceMs = 20_000;

export function createTransport(target: Target, { token }: { token: string | undefined }): Transport {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    fetch: async (url, init) => {
      const limit = AbortSignal.timeout(patienceMs);
      const signal = init.signal === undefined ? limit : AbortSignal.any([init.signal, limit]);
      const { pathname, search } = new URL(url);
      const headers = { ...init.headers, ...authorization };
      const answer = await open(target, {
        path: pathname + search,
        method: init.method,
        headers,
        body: init.body,
        signal,
      });
      const body = await textOf(answer);
      const status = answer.statusCode ?? 0;
      return { ok: status >= 200 && status < 300, status, text: async () => body };
    },
    async stream(path, signal) {
      const headers = { accept: 'text/event-stream', ...authorization };
      const answer = await open(target, { path, method: 'GET', headers, body: undefined, signal });
      answer.setEncoding('utf8');
      return { status: answer.statusCode ?? 0, text: answer as AsyncIterable<string> };
    },
  };
}

interface Ask {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

function open(target: Target, { path, method, headers, body, signal }: Ask): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options: RequestOptions = { path, method, headers: { ...headers, ...length }, signal, agent: false };
    const asked =
      'socket' in target
        ? httpRequest({ ...options, socketPath: target.socket, host: 'localhost' }, resolve)
        : target.url.protocol === 'https:'
          ? httpsRequest(target.url, { ...options, path: prefixed(target.url, path) }, resolve)
          : httpRequest(target.url, { ...options, path: prefixed(target.url, path) }, resolve);
    asked.on('error', reject);
    asked.end(body);
  });
}

/** A server may live below a path of a proxy: `https://example/plimsoll`. */
function prefixed(url: URL, path: string): string {
  return url.pathname.replace(/\/+$/, '') + path;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) {
      answer.destroy();
      throw new Error(`the answer is longer than ${mostBytes} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
