/**
 * The console: its files, and its one page for every address that is not a file.
 *
 * in     the folder of a built console
 * out    routes
 * holds  only files that were there at the start are given, by exact name, so that no path leads anywhere else
 */
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const pagePath = '/index.html';

export function serveConsole(fastify: FastifyInstance, folder: string | undefined): void {
  const files = folder === undefined ? new Map<string, string>() : filesIn(folder);
  const page = files.get(pagePath);
  fastify.setNotFoundHandler(async (request, reply) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const [path = '/'] = request.url.split('?', 1);
    const file = files.get(path);
    if (reads && file !== undefined) return give(file, { request, reply, path });
    const wantsPage = reads && (request.headers.accept ?? '').includes('text/html');
    const isOurs = /^\/(api|metrics|assets)(\/|$)/.test(path);
    if (page !== undefined && wantsPage && !isOurs) return give(page, { request, reply, path: pagePath });
    throw new ServerError('NOT_FOUND', `There is nothing at ${request.method} ${request.url.slice(0, 200)}`, {
      hint:
        page === undefined && wantsPage
          ? 'The console was not built; use `plimsoll` on the command line'
          : '/api/v1/openapi.json lists every address',
      status: 404,
    });
  });
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly path: string;
}

async function give(file: string, { request, reply, path }: Asked): Promise<FastifyReply> {
  const { size, mtimeMs } = await stat(file);
  const tag = `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  // Files under assets/ have a hash of their content in their name.
  const hashed = path.startsWith('/assets/');
  reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache').header('etag', tag);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  reply.code(200).type(types[extname(file)] ?? 'application/octet-stream');
  return reply.send(await readFile(file));
}

/** Every file below the folder by its address: `/assets/main-1a2b.js`. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(`/${relative(folder, file)}`, file);
  }
  return found;
}
