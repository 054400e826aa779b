/** Updates of a small mirror in a test, and a site that answers as the test says. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openAdvisories } from '../generation/open-generation.ts';
import { osvRecord, temporaryFolder } from '../mirror.fixture.ts';
import { type UpdateOptions, updateAdvisories } from './update-advisories.ts';

let clock = Date.UTC(2026, 0, 1);
export const update = (options: Partial<UpdateOptions> & Pick<UpdateOptions, 'dir'>) =>
  updateAdvisories({ signal: new AbortController().signal, now: () => (clock += 1000), pausesMs: [1, 1], ...options });

export function folders() {
  const root = temporaryFolder();
  return {
    mirror: join(root.path, 'mirror'),
    dir: join(root.path, 'data'),
    [Symbol.dispose]: () => root[Symbol.dispose](),
  };
}
export const idsIn = (dir: string, name = 'left') => {
  const database = openAdvisories(dir);
  const ids = database
    .find('npm', name)
    .map(({ id }) => id)
    .toSorted();
  database.close();
  return ids;
};
export const many = (count: number) => Array.from({ length: count }, (_, index) => osvRecord(`GHSA-${index}`));

/** Answers as the test says, and remembers what it was asked. */
export async function site(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
