/**
 * A web server in a container, and people who visit it.
 *
 * in     an engine with the web image
 * out    replicas of one workload, each on a port of its own on loopback; requests in a bounded loop
 * holds  the visitors ask for the same pages in a shuffled order, with keep-alive and without, and sometimes for a page that is not there
 */
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runContainer, type TestEngine } from '@plimsoll/testkit';
import { until } from '../until.ts';
import { webImage } from './image.ts';

export interface Replica {
  readonly name: string;
  readonly port: number;
}

export async function startReplica(engine: TestEngine, folder: string, name: string): Promise<Replica> {
  const port = await freePort();
  const config = join(folder, `${name}.conf`);
  writeFileSync(config, nginxConfig(port));
  await runContainer(engine, {
    name,
    image: webImage,
    command: ['nginx'],
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
    network: 'host',
    binds: [`${config}:/etc/nginx/nginx.conf:ro`],
  });
  await until(`${name} answers`, () =>
    request(port, '/', undefined).then(
      (status) => status > 0,
      () => false,
    ),
  );
  return { name, port };
}

/** A port that nothing listens on now: runs beside each other must not share one. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const nginxConfig = (port: number) => `
worker_processes 2;
daemon off;
error_log stderr crit;
pid /run/nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_timeout 5;
  server { listen 127.0.0.1:${port}; root /usr/share; location / { autoindex on; } }
}
`;

const pages = [
  '/nginx/html/index.html',
  '/nginx/html/',
  '/common-licenses/GPL-2',
  '/common-licenses/',
  '/base-files/motd',
  '/absent',
];

/** Visits each replica `perSecond` times a second until `milliseconds` are over; gives the number of answers. */
export async function visit(replicas: readonly Replica[], perSecond: number, milliseconds: number): Promise<number> {
  const keepAlive = new Agent({ keepAlive: true, maxSockets: 4 });
  const end = Date.now() + milliseconds;
  let answers = 0;
  const visitor = async ({ port }: Replica, number: number) => {
    for (let i = number; Date.now() < end; i++) {
      const started = performance.now();
      const batch = Array.from({ length: 10 }, (_, n) =>
        request(port, pages[(i * 7 + n) % pages.length] ?? '/', n % 3 === 0 ? undefined : keepAlive),
      );
      answers += (await Promise.all(batch)).length;
      const pause = 10_000 / perSecond - (performance.now() - started);
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  await Promise.all(replicas.map(visitor));
  keepAlive.destroy();
  return answers;
}

function request(port: number, path: string, agent: Agent | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ...(agent ? { agent } : {}) }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    }).once('error', reject);
  });
}
