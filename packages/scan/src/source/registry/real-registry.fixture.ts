/** Debian's docker-registry in a folder of its own, and images for it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';

export interface RealRegistry {
  /** `127.0.0.1:41234` */
  readonly host: string;
  stop(): Promise<void>;
}

export interface RealRegistryOptions {
  readonly auth?: object;
  readonly tls?: object;
}

const START_TRIES = 200;
const PAUSE_MS = 50;

/** undefined when everything is there. */
export function registryObstacle(): string | undefined {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':');
  for (const program of ['docker-registry', 'skopeo', 'umoci', 'htpasswd', 'openssl']) {
    if (!path.some((folder) => existsSync(join(folder, program)))) return `needs ${program}`;
  }
  return undefined;
}

export async function startRealRegistry(
  folder: string,
  { auth, tls }: RealRegistryOptions = {},
): Promise<RealRegistry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host, ...(tls === undefined ? {} : { tls }) },
    ...(auth === undefined ? {} : { auth }),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'registry.yml'), JSON.stringify(config));
  const child: ChildProcess = spawn('docker-registry', ['serve', join(folder, 'registry.yml')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries > START_TRIES || child.exitCode !== null) throw new Error(`docker-registry did not start in ${folder}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return {
    host,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** A layout `lay` with the tag `app`: two layers, and a whiteout over the upper one. */
export function buildLayout(folder: string): string {
  const run = (...args: string[]) => execFileSync('umoci', args, { cwd: folder, stdio: 'pipe' });
  mkdirSync(join(folder, 'root/etc'), { recursive: true });
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'root/etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  writeFileSync(join(folder, 'root/etc/large'), Buffer.alloc(3_000_000, 'many words '));
  writeFileSync(join(folder, 'app/index.js'), 'console.log(1)\n');
  writeFileSync(join(folder, 'app/.env'), 'A=b\n');
  run('init', '--layout', 'lay');
  run('new', '--image', 'lay:app');
  run('insert', '--image', 'lay:app', 'root', '/');
  run('insert', '--image', 'lay:app', 'app', '/app');
  run('insert', '--image', 'lay:app', '--whiteout', '/app/.env');
  run('config', '--image', 'lay:app', '--config.cmd', '/bin/app', '--config.user', '1000');
  return join(folder, 'lay');
}

export function skopeo(...args: readonly string[]): void {
  execFileSync('skopeo', ['--insecure-policy', ...args], { stdio: 'pipe' });
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Paths of a certificate for 127.0.0.1, signed by itself or by `by`. */
export function makeCertificate(folder: string, name: string, by?: Certificate): Certificate {
  mkdirSync(folder, { recursive: true });
  const paths = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key.pem`) };
  const signer = by === undefined ? [] : ['-CA', by.cert, '-CAkey', by.key];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, ...signer];
  execFileSync(
    'openssl',
    [...args, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', paths.key, '-out', paths.cert],
    { stdio: 'pipe' },
  );
  return paths;
}

/** A server that gives the user `scanner` tokens a registry believes, and everybody else none. */
export async function startTokenServer(certificate: Certificate, service: string) {
  const key = createPrivateKey(readFileSync(certificate.key));
  const chain = [new X509Certificate(readFileSync(certificate.cert)).raw.toString('base64')];
  const scopes: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (request.headers.authorization !== `Basic ${Buffer.from('scanner:s3cret').toString('base64')}`) {
      response.writeHead(401).end();
      return;
    }
    const asked = url.searchParams.getAll('scope');
    scopes.push(...asked);
    const access = asked.map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'tests',
      sub: 'scanner',
      aud: service,
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const text = [{ typ: 'JWT', alg: 'RS256', x5c: chain }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const token = `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    scopes,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listens(port: number): Promise<boolean> {
  // Any answer will do, TLS or not, allowed or not.
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy().once('close', () => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
