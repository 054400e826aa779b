/**
 * Debian's docker-registry as a team would run it: users with passwords, an access log, and somebody told of every push.
 *
 * in     a folder, a port, users, whom to tell
 * out    its host, what was asked of it so far, a way to end it
 * holds  only the process that was started here is ever signalled
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../until.ts';

export interface Registry {
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** `GET /v2/shop/web/blobs/sha256:…`, oldest first. */
  requests(): readonly string[];
  stop(): Promise<void>;
}

export interface RegistryOptions {
  readonly port: number;
  readonly users: Readonly<Record<string, string>>;
  readonly tells?: { readonly url: string; readonly secret: string };
}

const run = promisify(execFile);

/** Why no registry can be started and no image made here; undefined when both can. */
export function scanObstacle(): string | undefined {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':');
  const missing = ['docker-registry', 'htpasswd', 'skopeo', 'umoci'].filter(
    (program) => !path.some((folder) => existsSync(join(folder, program))),
  );
  return missing.length === 0 ? undefined : `needs ${missing.join(', ')}`;
}

export async function startRegistry(folder: string, { port, users, tells }: RegistryOptions): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const host = `127.0.0.1:${port}`;
  const passwords = join(folder, 'htpasswd');
  writeFileSync(passwords, '');
  for (const [user, password] of Object.entries(users))
    execFileSync('htpasswd', ['-Bb', passwords, user, password], { stdio: 'pipe' });
  const endpoint = tells && {
    name: 'plimsoll',
    url: tells.url,
    headers: { Authorization: [`Bearer ${tells.secret}`] },
    timeout: '5s',
    threshold: 3,
    backoff: '1s',
  };
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'registry', path: passwords } },
    ...(endpoint && { notifications: { endpoints: [endpoint] } }),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'registry.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(folder, 'registry.yml')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await until('the registry answers', async () => {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    return fetch(`http://${host}/v2/`).then(
      ({ status }) => status === 401,
      () => false,
    );
  });
  return {
    host,
    requests: () => [...log.matchAll(/"([A-Z]+ \/v2\/\S*) HTTP/g)].map(([, request]) => request as string),
    async stop() {
      process.off('exit', abandon);
      child.kill();
      await ended;
    },
  };
}

/** Copies an image of a layout into a registry, an index with all that it names. */
export async function push(
  image: string,
  { to, as: { user, password } }: { to: string; as: { user: string; password: string } },
): Promise<void> {
  const flags = [
    '--insecure-policy',
    'copy',
    '--all',
    '--quiet',
    '--dest-tls-verify=false',
    '--dest-creds',
    `${user}:${password}`,
  ];
  await run('skopeo', [...flags, `oci:${image}`, `docker://${to}`]);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
