/**
 * Serves a mirror folder to others, so that one host fetches and the rest read from it.
 *
 * in     a folder with the paths of a mirror
 * out    an HTTP server that answers GET and HEAD, with ETag and Range
 * holds  nothing outside the folder is ever read, nothing is ever written; single records come out of the archive they lie in
 */
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { ScanError } from '../../errors.ts';
import { createFinder, type FindServed, type Served } from './find-served.ts';

export interface ServeOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly onRequest?: ((line: { method: string; path: string; status: number }) => void) | undefined;
}

export interface AdvisoryServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws ScanError FEED_UNREACHABLE when the address cannot be used */
export async function serveAdvisories({ folder, host, port, onRequest }: ServeOptions): Promise<AdvisoryServer> {
  const find = createFinder(folder);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    response.on('close', () => {
      onRequest?.({ method: request.method ?? '', path: request.url ?? '', status: response.statusCode });
    });
    answer(find, request, response);
  });
  server.maxConnections = 256;
  await listen(server, { host, port });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new ScanError('FEED_UNREACHABLE', `The mirror cannot listen on ${host}:${port}: ${cause.message}`, {
          hint: 'Choose another address with --listen.',
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

function answer(find: FindServed, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  let served: Served | undefined;
  try {
    served = find(request.url ?? '/');
  } catch {
    // A file that may not be read, or is replaced just now: one request fails, and the mirror goes on serving.
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('It cannot be read just now.\n');
    return;
  }
  if (served === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such feed here.\n');
    return;
  }
  const headers = {
    etag: served.etag,
    'last-modified': new Date(served.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
  };
  if (isKnown(request, served)) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request, served);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${served.bytes}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: served.bytes - 1 };
  const part = range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${served.bytes}` };
  response.writeHead(range === undefined ? 200 : 206, { ...headers, ...part, 'content-length': end - start + 1 });
  if (request.method === 'HEAD' || served.bytes === 0) {
    response.end();
    return;
  }
  if (served.content !== undefined) {
    response.end(served.content.subarray(start, end + 1));
    return;
  }
  // An error after the head ends the connection: the reader sees that bytes are missing.
  pipeline(createReadStream(served.path, { start, end }), response, () => {});
}

function isKnown({ headers }: IncomingMessage, { etag, modifiedAt }: Served): boolean {
  const asked = headers['if-none-match'];
  if (asked !== undefined) return asked === '*' || asked.split(',').some((each) => each.trim() === etag);
  const since = headers['if-modified-since'];
  return since !== undefined && Math.floor(modifiedAt / 1000) * 1000 <= Date.parse(since);
}

/** One range, as RFC 9110 section 14 has it; several at once are answered with the whole. */
function rangeOf(
  { headers }: IncomingMessage,
  { bytes, etag }: Served,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '');
  if (match === null || (headers['if-range'] !== undefined && headers['if-range'] !== etag)) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end };
}
