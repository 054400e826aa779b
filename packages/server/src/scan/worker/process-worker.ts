/**
 * Scans in processes of their own, so that what they hold in memory goes with them.
 *
 * in     how to start one; work
 * out    results, as if it were done here
 * holds  one piece of work a process at a time; a process that is cancelled, silent too long or ended takes only its own work with it;
 *        idle ones end after a while; there are so many at most, and what comes beyond waits for its turn
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { type ScanWorker, type Watch, type WorkerCalls, WorkerError } from '../worker.ts';
import { createLines, type FromWorker, type Hello, type ToWorker } from './protocol.ts';

export interface ProcessWorkerOptions {
  /** Program and arguments of a process that speaks the protocol. */
  readonly command: readonly [string, ...string[]];
  readonly hello: Hello;
  /** MiB of JavaScript's heap. */
  readonly heapMiB: number;
  readonly log: Logger;
  readonly idleMs?: number;
  /** Processes at once. */
  readonly most: number;
}

interface Child {
  readonly process: ChildProcess;
  current: Current | undefined;
  /** Was told to end: it hears nothing more. */
  leaving: boolean;
  idle: NodeJS.Timeout | undefined;
  errors: string;
}

interface Current {
  readonly n: number;
  readonly watch: Watch;
  readonly done: (result: unknown) => void;
  readonly failed: (error: WorkerError) => void;
}

const killAfterMs = 5000;
const errorsKept = 4000;
/** Of the environment only what finds programs, homes and proxies: no token that the server itself was started with. */
const environment =
  /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|DOCKER_CONFIG|REGISTRY_AUTH_FILE|XDG_\w+|(HTTPS?|NO)_PROXY|(https?|no)_proxy|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS)$/;

export function createProcessWorker(options: ProcessWorkerOptions): ScanWorker {
  const { command, hello, heapMiB, log, most, idleMs = 15_000 } = options;
  const children = new Set<Child>();
  /** Calls for which there was no process yet, first come first served. */
  const turns: (() => void)[] = [];
  let numbers = 0;
  let closed = false;
  mkdirSync(filesOf(hello.folder), { recursive: true, mode: 0o700 });
  // Of a process that was killed: nobody will read them.
  for (const name of readdirSync(filesOf(hello.folder))) rmSync(join(filesOf(hello.folder), name), { force: true });

  function start(): Child {
    const [program, ...args] = command;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => environment.test(name)));
    const running = spawn(program, [`--max-old-space-size=${heapMiB}`, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...own, NODE_OPTIONS: '' },
      // Ctrl-C at a terminal is the server's to hear: it ends its workers itself, and they end with it in any case.
      detached: true,
    });
    const child: Child = { process: running, current: undefined, leaving: false, idle: undefined, errors: '' };
    children.add(child);
    const take = createLines((line) => hear(child, JSON.parse(line) as FromWorker));
    running.on('error', (cause) => ended(child, `it could not be started: ${cause.message}`));
    // Where no file can be opened any more Node makes no pipes, whatever its types say: the error tells.
    const { stdin, stdout, stderr }: Partial<typeof running> = running;
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      try {
        take(chunk);
      } catch (error) {
        log.error({ err: error }, 'a scan worker said what is not understood');
        running.kill('SIGKILL');
      }
    });
    stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      child.errors = (child.errors + chunk).slice(-errorsKept);
    });
    // A worker that ends while it is written to is told of by its end.
    stdin?.on('error', () => {});
    running.on('close', (code, signal) =>
      ended(child, signal === null ? `it ended with ${code}` : `${signal} ended it`),
    );
    stdin?.write(`${JSON.stringify(hello)}\n`);
    return child;
  }

  function ended(child: Child, why: string): void {
    clearTimeout(child.idle);
    children.delete(child);
    const { current } = child;
    child.current = undefined;
    turns.shift()?.();
    if (current === undefined) return;
    if (child.errors !== '') log.warn({ stderr: child.errors }, 'what a scan worker said at its end');
    const outOfMemory = /heap out of memory|Reached heap limit/.test(child.errors);
    current.failed(
      new WorkerError({
        code: 'SCAN_WORKER_ENDED',
        message: outOfMemory
          ? `The scan needed more than ${heapMiB} MiB of memory`
          : `The process that scanned is gone: ${why}`,
        hint: outOfMemory
          ? 'Scan this image with the command line, where it may have more'
          : 'It is tried again by itself',
      }),
    );
  }

  function say(child: Child, message: ToWorker): void {
    child.process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  function hear(child: Child, message: FromWorker): void {
    const { current } = child;
    if (current === undefined || message.n !== current.n) return;
    if ('progress' in message) current.watch.onProgress?.(message.progress);
    else if ('known' in message) void answer(child, current, message.known);
    else if ('failure' in message) finish(child, () => current.failed(new WorkerError(message.failure)));
    else if ('file' in message) {
      const { file } = message;
      void readResult(file, filesOf(hello.folder)).then(
        (result) => finish(child, () => current.done(result)),
        (cause) => finish(child, () => current.failed(unreadable(cause))),
      );
    } else finish(child, () => current.done(message.result));
  }

  async function answer(
    child: Child,
    current: Current,
    image: Parameters<NonNullable<Watch['known']>>[0],
  ): Promise<void> {
    try {
      const told = await current.watch.known?.(image);
      say(child, { n: current.n, answer: told ?? { usage: undefined, profiles: [], peers: [] } });
    } catch (cause) {
      // It waits for an answer that does not come: nothing else may be asked of it.
      children.delete(child);
      finish(child, () => current.failed(unreadable(cause)));
      child.process.kill('SIGKILL');
    }
  }

  function finish(child: Child, tell: () => void): void {
    child.current = undefined;
    if (closed) leave(child);
    else {
      child.idle = setTimeout(() => leave(child), idleMs);
      child.idle.unref();
    }
    turns.shift()?.();
    tell();
  }

  function leave(child: Child): void {
    child.leaving = true;
    child.process.stdin?.end();
  }

  /** Resolves once a process may be had, unless somebody else is quicker; a call that is given up meanwhile leaves the line. */
  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((go, giveUp) => {
      const leave = () => {
        turns.splice(turns.indexOf(take), 1);
        giveUp(cancelled(signal));
      };
      const take = () => {
        signal?.removeEventListener('abort', leave);
        go();
      };
      signal?.addEventListener('abort', leave, { once: true });
      turns.push(take);
    });
  }

  function idle(): Child | undefined {
    return [...children].find((one) => one.current === undefined && !one.leaving);
  }

  return {
    async call<K extends keyof WorkerCalls>(op: K, work: WorkerCalls[K]['work'], watch: Watch = {}) {
      const { signal } = watch;
      while (!closed && signal?.aborted !== true && idle() === undefined && children.size >= most) await turn(signal);
      if (closed || signal?.aborted === true) throw cancelled(signal);
      return new Promise<WorkerCalls[K]['result']>((resolveCall, reject) => {
        const child = idle() ?? start();
        clearTimeout(child.idle);
        const n = ++numbers;
        let kill: NodeJS.Timeout | undefined;
        const stop = () => {
          say(child, { n, cancel: true });
          kill = setTimeout(() => child.process.kill('SIGKILL'), killAfterMs);
          kill.unref();
        };
        const settle = () => {
          clearTimeout(kill);
          signal?.removeEventListener('abort', stop);
        };
        child.current = {
          n,
          watch,
          done(result) {
            settle();
            resolveCall(result as WorkerCalls[K]['result']);
          },
          failed(error) {
            settle();
            reject(signal?.aborted === true ? cancelled(signal) : error);
          },
        };
        signal?.addEventListener('abort', stop, { once: true });
        say(child, { n, op, work });
      });
    },
    async close() {
      closed = true;
      for (const go of turns.splice(0)) go();
      const ends = [...children].map(
        (child) =>
          new Promise<void>((gone) => {
            child.process.once('close', () => gone());
            leave(child);
            const kill = setTimeout(() => child.process.kill('SIGKILL'), killAfterMs);
            kill.unref();
          }),
      );
      await Promise.all(ends);
    },
  };
}

export function filesOf(folder: string): string {
  return join(folder, 'files');
}

export function newFileIn(folder: string): string {
  return join(filesOf(folder), randomBytes(12).toString('hex'));
}

async function readResult(file: string, folder: string): Promise<unknown> {
  if (dirname(resolve(file)) !== resolve(folder)) throw new Error('the worker names a file of somebody else');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(file, { force: true });
  }
}

function unreadable(cause: unknown): WorkerError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new WorkerError({ code: 'SCAN_WORKER_ENDED', message, hint: 'It is tried again by itself' }, cause);
}

function cancelled(signal: AbortSignal | undefined): WorkerError {
  const isLate = signal?.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return new WorkerError({
    code: isLate ? 'SCAN_TIMED_OUT' : 'SCAN_CANCELLED',
    message: isLate ? 'The scan took longer than it may' : 'The scan was stopped',
    hint: isLate ? 'See how large the image is and how fast its registry answers' : 'Queue it again when it is wanted',
  });
}
