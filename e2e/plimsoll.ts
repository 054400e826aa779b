/**
 * The product as its users start it, from this checkout, in a process of its own.
 *
 * in     an engine's socket, a data directory, settings as flags
 * out    its client over the local socket, its output so far, ways to end it
 * holds  only the process that was started here is ever signalled
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Client, createClient, type Fetch } from '@plimsoll/api';
import { until } from './until.ts';

const root = join(import.meta.dirname, '..');
export const sensorPath = join(root, 'sensor/build/plimsoll-sensor');
/** The wrapper replaces itself by the program, so that its pid is the program's. */
export const dev = join(root, 'dev');

export interface Plimsoll {
  readonly client: Client;
  readonly pid: number;
  readonly socket: string;
  output(): string;
  /** Ends it and waits; gives the exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

export async function startPlimsoll(options: {
  readonly dataDir: string;
  readonly engine: string;
  readonly flags?: readonly string[];
}): Promise<Plimsoll> {
  const socket = join(options.dataDir, 'plimsoll.sock');
  const flags = ['--data-dir', options.dataDir, '--engine', options.engine, '--port', '0', ...(options.flags ?? [])];
  const child = spawn(dev, ['up', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  // A test that dies before it could stop the product must not leave it behind.
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  child.once('close', () => process.off('exit', abandon));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const client = createClient({ baseUrl: 'http://localhost', fetch: fetchOver(socket) });
  // A first start builds what is not built yet.
  await until(
    'plimsoll answers',
    async () => {
      if (child.exitCode !== null) throw new Error(`plimsoll ended with ${child.exitCode}`);
      return existsSync(socket) && (await client.status().then(yes, no));
    },
    120_000,
  ).catch((cause) => {
    child.kill('SIGKILL');
    throw new Error(`plimsoll did not start:\n${output}`, { cause });
  });
  return {
    client,
    pid: child.pid ?? 0,
    socket,
    output: () => output,
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child.exitCode ?? child.signalCode ?? 1);
  return new Promise((resolve) => {
    child.once('close', (code, by) => resolve(code ?? by ?? 1));
    child.kill(signal);
  });
}

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command-line program prints, and its exit code. */
export function plimsoll(dataDir: string, ...args: readonly string[]): Promise<Printed> {
  return command(args, { env: { PLIMSOLL_DATA_DIR: dataDir } });
}

/** The same with an environment and a standard input of its own. */
export function command(
  args: readonly string[],
  { env, input }: { readonly env: Readonly<Record<string, string>>; readonly input?: string },
): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(dev, ['plimsoll', ...args], { stdio: 'pipe', env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
    // A program that ended without reading it closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

const yes = () => true;
const no = () => false;

/** The part of fetch() that the client needs, over a Unix socket. */
function fetchOver(socketPath: string): Fetch {
  return (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const { pathname, search } = new URL(url);
      // Node tells the length of no body that a DELETE has.
      const sized = body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
      const asked = request({ socketPath, path: pathname + search, method, headers: sized }, (answer) => {
        const status = answer.statusCode ?? 500;
        const answered = text(answer);
        resolve({ ok: status < 300, status, text: () => answered });
      });
      asked.once('error', reject);
      asked.end(body);
    });
}
