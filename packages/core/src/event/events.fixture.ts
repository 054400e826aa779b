/** Events for tests: real in shape, with only what a test is about spelled out. */
import type { ContainerId, EpochMs, RecordId, WorkloadId } from '../record.ts';
import type { ContainerRef, ExecEvent, NoveltyEvent, PrivilegeEvent, ProcessRef, WindowEvent } from './event.ts';

let ids = 0;
const nextId = (): RecordId => `event-${++ids}` as RecordId;

export const ms = (n: number): EpochMs => n as EpochMs;
/** When simulated containers begin to exist. */
export const begin = 1_760_000_000_000;
export const web = 'docker/web' as WorkloadId;

export function container(name: string, startedAt = begin): ContainerRef {
  return {
    id: name.padEnd(64, '0') as ContainerId,
    name,
    image: 'web:1',
    imageDigest: 'sha256:1',
    startedAt: ms(startedAt),
  };
}

export function processRef(over: Partial<ProcessRef> = {}): ProcessRef {
  return {
    pid: 4711,
    tid: 4711,
    containerPid: 7,
    comm: 'nginx',
    executable: '/usr/sbin/nginx',
    uid: 0,
    gid: 0,
    loginUid: undefined,
    terminal: false,
    startedAt: ms(begin),
    parent: { pid: 4700, comm: 'sh', executable: '/bin/sh' },
    ...over,
  };
}

type Placed = { readonly at?: number; readonly container?: ContainerRef };

export function exec(over: Partial<Omit<ExecEvent, 'at'>> & Placed = {}): ExecEvent {
  const { at = begin + 90_000, ...rest } = over;
  return {
    kind: 'process.exec',
    id: nextId(),
    because: [],
    workload: web,
    container: container('web-1'),
    process: processRef(),
    replaced: undefined,
    filename: rest.process?.executable ?? '/usr/sbin/nginx',
    args: ['nginx'],
    argsCut: false,
    cwd: '/',
    stdio: ['null', 'pipe', 'pipe'],
    capabilities: 0xa80425fbn,
    origin: 'image',
    entered: false,
    script: false,
    prevented: 'no',
    ...rest,
    at: ms(at),
  };
}

export function privilege(over: Partial<Omit<PrivilegeEvent, 'at'>> & Placed = {}): PrivilegeEvent {
  const { at = begin + 90_000, ...rest } = over;
  return {
    kind: 'process.privilege',
    id: nextId(),
    because: [],
    workload: web,
    container: container('web-1'),
    process: processRef(),
    operation: 'ptrace',
    syscall: 'ptrace',
    args: [16n, 1n],
    error: undefined,
    detail: [],
    ...rest,
    at: ms(at),
  };
}

export function novelty(
  calls: readonly string[],
  over: Partial<Omit<NoveltyEvent, 'at' | 'calls'>> & Placed = {},
): NoveltyEvent {
  const { at = begin + 90_000, ...rest } = over;
  return {
    kind: 'syscall.novelty',
    id: nextId(),
    because: [],
    workload: web,
    container: container('web-1'),
    process: processRef(),
    novel: { syscall: true, pair: true, ngram: true },
    calls: calls.map((syscall) => ({ syscall, error: undefined })),
    slice: 1,
    ...rest,
    at: ms(at),
  };
}

export function windowOf(
  counts: Record<string, number>,
  over: Partial<Omit<WindowEvent, 'at' | 'counts'>> & Placed = {},
): WindowEvent {
  const { at = begin + 90_000, ...rest } = over;
  return {
    kind: 'syscall.window',
    id: nextId(),
    because: [],
    workload: web,
    container: container('web-1'),
    durationMs: 1000,
    slice: 1,
    counts: new Map(Object.entries(counts)),
    ...rest,
    at: ms(at),
  };
}
