/**
 * A web server under load, as the sensor would tell it: start-up, requests with common, rare and very rare branches, per-slice
 * bitmaps of syscalls, pairs and 6-grams, one window a second.
 */
import type { ContainerRef, Event, ProcessRef } from '../event/event.ts';
import { begin, container, exec, novelty, processRef, windowOf } from '../event/events.fixture.ts';

export interface ReplicaOptions {
  readonly name: string;
  readonly seed: number;
  readonly startedAt?: number;
  readonly fromSecond?: number;
  readonly seconds: number;
  readonly requestsPerSecond?: number;
}

export function* replica(options: ReplicaOptions): Iterable<Event> {
  const { name, seed, startedAt = begin, fromSecond = 0, seconds, requestsPerSecond = 300 } = options;
  const random = mulberry32(seed);
  const at = container(name, startedAt);
  for (let second = fromSecond; second < fromSecond + seconds; second++) {
    const slice = new SliceSensor(at, startedAt + second * 1000, second + 1);
    if (second === 0) yield* startUp(at, startedAt, slice, seed, random);
    for (const worker of workersOf(seed)) {
      const load = requestsPerSecond * (0.4 + 1.2 * random());
      for (let i = 0; i < load / 2; i++) for (const call of request(random)) slice.call(worker, call);
    }
    if (second % 10 === 3) for (const call of timer) slice.call(workersOf(seed)[0] as ProcessRef, call);
    yield* slice.events();
  }
}

/** What a foreign process does: sequences nobody in the workload shows. */
export function* foreign(at: ContainerRef, second: number, process: ProcessRef, count = 120): Iterable<Event> {
  const slice = new SliceSensor(at, at.startedAt + second * 1000, second + 1);
  const random = mulberry32(99);
  const calls =
    'getpid getuid pipe2 fork wait4 dup2 fcntl getdents64 newfstatat uname socket connect readv chdir getcwd'.split(
      ' ',
    );
  for (let i = 0; i < count; i++) slice.call(process, calls[Math.floor(random() * calls.length)] as string);
  yield* slice.events();
}

class SliceSensor {
  readonly #container: ContainerRef;
  readonly #at: number;
  readonly #slice: number;
  readonly #seen = new Set<string>();
  readonly #last = new Map<number, string[]>();
  readonly #counts: Record<string, number> = {};
  readonly #events: Event[] = [];

  constructor(at: ContainerRef, time: number, slice: number) {
    this.#container = at;
    this.#at = time;
    this.#slice = slice;
  }

  call(process: ProcessRef, name: string): void {
    const last = this.#last.get(process.pid) ?? [];
    last.push(name);
    if (last.length > 16) last.shift();
    this.#last.set(process.pid, last);
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    const novel = {
      syscall: this.#first(name),
      pair: last.length > 1 && this.#first(last.slice(-2).join()),
      ngram: last.length > 5 && this.#first(last.slice(-6).join()),
    };
    if (!novel.syscall && !novel.pair && !novel.ngram) return;
    this.#events.push(
      novelty([...last], { process, novel, slice: this.#slice, container: this.#container, at: this.#at + 500 }),
    );
  }

  *events(): Iterable<Event> {
    yield* this.#events;
    yield windowOf(this.#counts, { container: this.#container, slice: this.#slice, at: this.#at + 999 });
  }

  #first(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

function workersOf(seed: number): readonly ProcessRef[] {
  return [1, 2].map((n) => processRef({ pid: 1000 * seed + n, containerPid: 20 + n, parent: undefined }));
}

function* startUp(
  at: ContainerRef,
  time: number,
  slice: SliceSensor,
  seed: number,
  random: () => number,
): Iterable<Event> {
  const entry = processRef({ pid: 1000 * seed, containerPid: 1, comm: 'sh', executable: '/bin/sh', parent: undefined });
  yield exec({
    container: at,
    at: time + 10,
    process: entry,
    args: ['/bin/sh', '/entrypoint.sh'],
    entered: true,
    script: true,
  });
  for (const [i, tool] of ['find', 'sed', 'basename'].entries()) {
    const process = processRef({
      pid: 1000 * seed + 10 + i,
      comm: tool,
      executable: `/usr/bin/${tool}`,
      parent: { pid: entry.pid, comm: 'sh', executable: '/bin/sh' },
    });
    yield exec({ container: at, at: time + 20 + i, process, args: [tool, `/tmp/${Math.floor(random() * 1e9)}`] });
  }
  const nginx = processRef({ pid: entry.pid, containerPid: 1 });
  yield exec({ container: at, at: time + 40, process: nginx, args: ['nginx', '-g', 'daemon off;'] });
  for (let i = 0; i < 40; i++) {
    for (const call of libraryLoad(random)) slice.call(nginx, call);
  }
}

function libraryLoad(random: () => number): readonly string[] {
  const calls = 'openat read fstat mmap mprotect mmap mmap close'.split(' ');
  return random() < 0.3 ? [...calls, 'brk'] : random() < 0.1 ? ['access', ...calls] : calls;
}

const timer = 'getppid clock_gettime rt_sigprocmask'.split(' ');

function request(random: () => number): readonly string[] {
  const calls = 'epoll_wait accept4 epoll_ctl recvfrom'.split(' ');
  if (random() < 0.2) calls.push('recvfrom');
  if (random() < 0.6) calls.push('openat', 'fstat', 'sendfile');
  else calls.push('stat', 'writev');
  if (random() < 0.02) calls.push('pread64', 'sendfile');
  if (random() < 0.001) calls.push('futex', 'madvise');
  calls.push('write', random() < 0.5 ? 'setsockopt' : 'shutdown', 'close');
  return calls;
}

export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
