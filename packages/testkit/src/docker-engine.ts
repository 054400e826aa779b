/** A Docker engine of a test's own, in a directory of its own, that leaves nothing behind. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestEngine {
  readonly socket: string;
  /** dockerd's; containerd is a child of it. */
  readonly pid: number;
  /** Ends every container and the engine, and deletes its directory. */
  stop(): Promise<void>;
}

export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 50;

/** Why no engine can be started here; undefined when one can. */
export function engineObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to start a Docker engine';
  for (const program of ['dockerd', 'containerd', 'runc', 'unshare']) {
    if (!onPath(program)) return `needs ${program} (Debian: docker.io, util-linux)`;
  }
  return undefined;
}

/**
 * The engine's mounts live in a mount namespace of its own, so that they end with it.
 *
 * @param dir a short path (sockets may have 108 characters) that does not exist yet or is empty; it is deleted in the end
 */
export async function startEngine(dir: string): Promise<TestEngine> {
  mkdirSync(dir, { recursive: true });
  const socket = join(dir, 'docker.sock');
  const args = [
    ...['-m', 'dockerd', '--data-root', join(dir, 'data'), '--exec-root', join(dir, 'exec'), '-H', `unix://${socket}`],
    ...['--pidfile', join(dir, 'pid'), '--bridge=none', '--iptables=false', '--ip-forward=false', '--ip-masq=false'],
  ];
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  // A test that dies before it could stop its engine must not leave it behind.
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let log = '';
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.on('close', () => {
      ended = true;
      process.off('exit', abandon);
      resolve();
    });
    child.on('error', (error) => {
      log += String(error);
      ended = true;
      resolve();
    });
  });

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isUp(socket))) {
    if (!ended && Date.now() < deadline) {
      await pause(POLL_MS);
      continue;
    }
    child.kill('SIGKILL');
    throw new Error(`The Docker engine in ${dir} did not start:\n${log}`);
  }

  return {
    socket,
    pid: child.pid ?? 0,
    async stop() {
      await removeContainers(socket);
      const containerd = pidIn(join(dir, 'exec/containerd/containerd.pid'));
      child.kill('SIGTERM');
      await Promise.race([end, pause(STOP_TIMEOUT_MS)]);
      if (!ended) child.kill('SIGKILL');
      await end;
      if (containerd !== undefined && isRunning(containerd, 'containerd')) process.kill(containerd, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** One question to the engine's API. Throws unless the answer is a success. */
export function ask(
  engine: Pick<TestEngine, 'socket'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<EngineAnswer> {
  const isBinary = Buffer.isBuffer(body);
  const payload = body === undefined ? undefined : isBinary ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        socketPath: engine.socket,
        method,
        path,
        headers: payload && {
          'content-type': isBinary ? 'application/x-tar' : 'application/json',
          'content-length': payload.length,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 400) resolve({ status, body: text });
          else reject(new Error(`${method} ${path}: ${status} ${text}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end(payload);
  });
}

/** An image with nothing but a static busybox and its links in /bin. */
export async function busyboxImage(engine: TestEngine, name: string): Promise<void> {
  const tree = mkdtempSync(join(tmpdir(), 'plimsoll-busybox-'));
  try {
    mkdirSync(join(tree, 'bin'));
    mkdirSync(join(tree, 'tmp'), { mode: 0o1777 });
    execFileSync('cp', ['--dereference', staticBusybox(), join(tree, 'bin/busybox')]);
    execFileSync(join(tree, 'bin/busybox'), ['--install', '-s', join(tree, 'bin')]);
    execFileSync('sh', ['-c', `for link in ${tree}/bin/*; do [ -L "$link" ] && ln -sf busybox "$link"; done; true`]);
    const tar = execFileSync('tar', ['--owner=0', '--group=0', '-C', tree, '-cf', '-', '.'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    await importImage(engine, name, tar);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** @param tar the image's root file system */
export async function importImage(engine: TestEngine, name: string, tar: Buffer): Promise<void> {
  const [repo, tag = 'latest'] = name.split(':');
  const { body } = await ask(engine, 'POST', `/images/create?fromSrc=-&repo=${repo}&tag=${tag}`, tar);
  if (body.includes('"error"')) throw new Error(`importing ${name}: ${body}`);
}

export interface ContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Delete it when it ends. */
  readonly remove?: boolean;
  readonly capabilities?: readonly string[];
  readonly network?: 'none' | 'host';
  /** `host path:container path[:ro]` */
  readonly binds?: readonly string[];
}

/** Creates and starts a container; the answer is its id. */
export async function runContainer(engine: TestEngine, options: ContainerOptions): Promise<string> {
  const {
    name,
    image,
    command,
    labels = {},
    remove = false,
    capabilities = [],
    network = 'none',
    binds = [],
  } = options;
  const { body } = await ask(engine, 'POST', `/containers/create?name=${name}`, {
    Image: image,
    Cmd: command,
    Labels: labels,
    HostConfig: { NetworkMode: network, AutoRemove: remove, CapAdd: capabilities, Binds: binds },
  });
  const { Id } = JSON.parse(body) as { Id: string };
  await ask(engine, 'POST', `/containers/${Id}/start`);
  return Id;
}

/** Runs a program in a container and waits for its end; the answer is its exit code. */
export async function execIn(engine: TestEngine, container: string, command: readonly string[]): Promise<number> {
  const created = await ask(engine, 'POST', `/containers/${container}/exec`, {
    Cmd: command,
    AttachStdout: true,
    AttachStderr: true,
  });
  const { Id } = JSON.parse(created.body) as { Id: string };
  await ask(engine, 'POST', `/exec/${Id}/start`, { Detach: false, Tty: false });
  const { body } = await ask(engine, 'GET', `/exec/${Id}/json`);
  return (JSON.parse(body) as { ExitCode: number }).ExitCode;
}

async function removeContainers(socket: string): Promise<void> {
  const engine = { socket };
  const { body } = await ask(engine, 'GET', '/containers/json?all=true');
  const ids = (JSON.parse(body) as { Id: string }[]).map(({ Id }) => Id);
  // One that ends by itself meanwhile is no failure.
  await Promise.allSettled(ids.map((id) => ask(engine, 'DELETE', `/containers/${id}?force=true`)));
}

async function isUp(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false;
  return ask({ socket }, 'GET', '/_ping').then(
    () => true,
    () => false,
  );
}

function staticBusybox(): string {
  for (const path of ['/bin/busybox', '/usr/bin/busybox', '/bin/busybox-static']) {
    // A static program names no interpreter.
    if (existsSync(path) && !readFileSync(path).subarray(0, 4096).includes('ld-linux')) return path;
  }
  throw new Error('No static busybox here: install busybox-static.');
}

function onPath(program: string): boolean {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  return path.split(':').some((directory) => existsSync(join(directory, program)));
}

function pidIn(path: string): number | undefined {
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
}

function isRunning(pid: number, comm: string): boolean {
  const path = `/proc/${pid}/comm`;
  return existsSync(path) && readFileSync(path, 'utf8').trim() === comm;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
