/** Events as an agent makes them, with everything that a test does not care about filled in. */
import type {
  ContainerId,
  ContainerRef,
  EpochMs,
  ExecEvent,
  NoveltyEvent,
  PrivilegeEvent,
  PrivilegeOperation,
  ProcessRef,
  RecordId,
  WindowEvent,
  WorkloadId,
} from '@plimsoll/core';

export interface EventBuilder {
  exec(given: ExecInputs): ExecEvent;
  privilege(given: PrivilegeInputs): PrivilegeEvent;
  novelty(given: NoveltyInputs): NoveltyEvent;
  window(given: WindowInputs): WindowEvent;
}

export interface BuilderOptions {
  readonly workload: WorkloadId;
  readonly container: ContainerRef;
  readonly newId: () => RecordId;
}

interface At {
  readonly at: number;
}
interface ExecInputs extends At {
  readonly executable: string;
  readonly parent: string;
  readonly args?: readonly string[];
  readonly uid?: number;
  readonly stdio?: ExecEvent['stdio'];
  readonly origin?: ExecEvent['origin'];
  readonly entered?: boolean;
  readonly terminal?: boolean;
}
interface PrivilegeInputs extends At {
  readonly executable: string;
  readonly operation: PrivilegeOperation;
  readonly syscall: string;
  readonly detail?: readonly string[];
  readonly args?: readonly bigint[];
  readonly error?: string;
}
interface NoveltyInputs extends At {
  readonly executable: string;
  readonly calls: readonly string[];
  readonly slice: number;
}
interface WindowInputs extends At {
  readonly counts: Readonly<Record<string, number>>;
  readonly slice: number;
  readonly durationMs?: number;
}

export function containerRef(given: {
  readonly name: string;
  readonly image: string;
  readonly startedAt: number;
  /** One of its own for each name where nobody says. */
  readonly imageDigest?: string;
}): ContainerRef {
  const id = [...given.name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return {
    id: id.padEnd(64, '0').slice(0, 64) as ContainerId,
    name: given.name,
    image: given.image,
    imageDigest: given.imageDigest ?? `sha256:${id.padEnd(64, 'a').slice(0, 64)}`,
    startedAt: given.startedAt as EpochMs,
  };
}

export function eventBuilder({ workload, container, newId }: BuilderOptions): EventBuilder {
  let pid = 1000 + (container.name.charCodeAt(container.name.length - 1) % 10) * 10_000;
  const observed = (at: number) => ({ id: newId(), at: at as EpochMs, because: [], workload, container });

  function processRef({ at, executable, parent, uid, terminal }: ExecInputs): ProcessRef {
    pid++;
    return {
      pid,
      tid: pid,
      containerPid: pid % 1000,
      comm: baseName(executable).slice(0, 15),
      executable,
      uid: uid ?? 0,
      gid: uid ?? 0,
      loginUid: undefined,
      terminal: terminal ?? false,
      startedAt: at as EpochMs,
      parent: { pid: 900, comm: baseName(parent).slice(0, 15), executable: parent },
    };
  }

  return {
    exec: (given) => ({
      ...observed(given.at),
      kind: 'process.exec',
      process: processRef(given),
      replaced: undefined,
      filename: given.executable,
      args: given.args ?? [given.executable],
      argsCut: false,
      cwd: '/',
      stdio: given.stdio ?? ['null', 'pipe', 'pipe'],
      capabilities: 0xa80425fbn,
      origin: given.origin ?? 'image',
      entered: given.entered ?? false,
      script: false,
      prevented: 'no',
    }),
    privilege: (given) => ({
      ...observed(given.at),
      kind: 'process.privilege',
      process: processRef({ at: given.at, executable: given.executable, parent: '/bin/sh' }),
      operation: given.operation,
      syscall: given.syscall,
      args: given.args ?? [],
      error: given.error,
      detail: given.detail ?? [],
    }),
    novelty: (given) => ({
      ...observed(given.at),
      kind: 'syscall.novelty',
      process: processRef({ at: given.at, executable: given.executable, parent: '/sbin/init' }),
      novel: { syscall: true, pair: true, ngram: true },
      calls: given.calls.map((syscall) => ({ syscall, error: undefined })),
      slice: given.slice,
    }),
    window: (given) => ({
      ...observed(given.at),
      kind: 'syscall.window',
      durationMs: given.durationMs ?? 1000,
      slice: given.slice,
      counts: new Map(Object.entries(given.counts)),
    }),
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
