/** The console: static files, and its one page for every address that is not a file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../errors.ts';

export async function serveConsole(fastify: FastifyInstance, folder: string | undefined): Promise<void> {
  const page = folder !== undefined && existsSync(join(folder, 'index.html')) ? folder : undefined;
  if (page !== undefined) {
    const { default: fastifyStatic } = await import('@fastify/static');
    await fastify.register(fastifyStatic, {
      root: page,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Files under assets/ have a hash of their content in their name.
        const hashed = path.includes('/assets/');
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  fastify.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    const isOurs = /^\/(api|metrics|assets)(\/|\?|$)/.test(request.url);
    if (page !== undefined && wantsPage && !isOurs) return reply.sendFile('index.html');
    throw new ServerError('NOT_FOUND', `There is nothing at ${request.method} ${request.url.slice(0, 200)}`, {
      hint:
        page === undefined && wantsPage
          ? 'The console was not built; use `plimsoll` on the command line'
          : '/api/v1/openapi.json lists every address',
      status: 404,
    });
  });
}
