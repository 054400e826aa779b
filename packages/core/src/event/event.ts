/**
 * One thing observed of a container.
 *
 * in     the sensor's frames, enriched by the agent
 * out    values the later stages read; nothing here knows where an event came from
 * holds  an event names its container and workload; `process` is present whenever a process did it
 */
import type { ContainerId, EpochMs, Recorded, WorkloadId } from '../record.ts';

export type Event = ExecEvent | ExitEvent | PrivilegeEvent | NoveltyEvent | WindowEvent | GapEvent;
export type EventKind = Event['kind'];

interface Observed extends Recorded {
  readonly workload: WorkloadId;
  readonly container: ContainerRef;
}

export interface ContainerRef {
  readonly id: ContainerId;
  /** As people know it: the runtime's name, or the short id where the runtime could not be asked. */
  readonly name: string;
  /** As it was asked for, e.g. `web:1`; empty when unknown. */
  readonly image: string;
  /** `sha256:…`; empty when unknown. */
  readonly imageDigest: string;
  readonly startedAt: EpochMs;
}

export interface ProcessRef {
  readonly pid: number;
  readonly tid: number;
  /** As the container sees it. */
  readonly containerPid: number;
  readonly comm: string;
  /** The executable as the container's root sees it; empty when unknown. */
  readonly executable: string;
  readonly uid: number;
  readonly gid: number;
  /** Who signed in to the host, as the kernel's audit tells; undefined for nobody. */
  readonly loginUid: number | undefined;
  /** True when it has a controlling terminal. */
  readonly terminal: boolean;
  readonly startedAt: EpochMs;
  readonly parent: ParentRef | undefined;
}

export interface ParentRef {
  readonly pid: number;
  readonly comm: string;
  readonly executable: string;
}

export type Stdio = 'closed' | 'file' | 'terminal' | 'pipe' | 'socket' | 'local socket' | 'null' | 'other';

/** A program was started. */
export interface ExecEvent extends Observed {
  readonly kind: 'process.exec';
  readonly process: ProcessRef;
  /** The program that made way for this one in the same process; undefined where the process was forked to run it. */
  readonly replaced: ParentRef | undefined;
  /** The name it was called by. */
  readonly filename: string;
  readonly args: readonly string[];
  readonly argsCut: boolean;
  readonly cwd: string;
  readonly stdio: readonly [Stdio, Stdio, Stdio];
  /** Effective capabilities as a bit set, bit n for capability n of linux/capability.h. */
  readonly capabilities: bigint;
  readonly origin: ExecutableOrigin;
  /** The container runtime put it here: the entry point, or somebody's `exec`. */
  readonly entered: boolean;
  readonly script: boolean;
  readonly prevented: 'no' | 'killed' | 'dry run';
}

/** Where the executable came from. `layer` is unknown where the root is no overlay. */
export type ExecutableOrigin = 'image' | 'writable layer' | 'memory' | 'deleted' | 'volume' | 'unknown';

export interface ExitEvent extends Observed {
  readonly kind: 'process.exit';
  readonly process: ProcessRef;
  readonly exitCode: number | undefined;
  readonly signal: number | undefined;
  readonly lifetimeMs: number;
}

export type PrivilegeOperation =
  | 'setuid'
  | 'setgid'
  | 'capset'
  | 'ptrace'
  | 'mount'
  | 'unshare'
  | 'setns'
  | 'new namespace'
  | 'bpf'
  | 'module'
  | 'memfd'
  | 'other';

/** One call that changes or asks for privilege, after it returned. */
export interface PrivilegeEvent extends Observed {
  readonly kind: 'process.privilege';
  readonly process: ProcessRef;
  readonly operation: PrivilegeOperation;
  readonly syscall: SyscallName;
  readonly args: readonly bigint[];
  /** Name of the errno (`EPERM`), or undefined when it succeeded. */
  readonly error: string | undefined;
  /** What it was done to: mount target, source and type; the memfd's name. */
  readonly detail: readonly string[];
}

/** `openat`; a 32-bit call is `compat:openat`; one without a name in our table is `syscall_462`. */
export type SyscallName = string;

export interface Call {
  readonly syscall: SyscallName;
  /** Name of the errno, or undefined when it succeeded. */
  readonly error: string | undefined;
}

/** A syscall, pair or 6-gram was seen for the first time in its container's slice. */
export interface NoveltyEvent extends Observed {
  readonly kind: 'syscall.novelty';
  readonly process: ProcessRef;
  readonly novel: { readonly syscall: boolean; readonly pair: boolean; readonly ngram: boolean };
  /** Oldest first, at most 16; the last is the new one. */
  readonly calls: readonly Call[];
  readonly slice: number;
}

/** How often each syscall was called in one container in one window. */
export interface WindowEvent extends Observed {
  readonly kind: 'syscall.window';
  readonly durationMs: number;
  readonly slice: number;
  readonly counts: ReadonlyMap<SyscallName, number>;
}

/** Something was not observed: why, and how much where it can be counted. */
export interface GapEvent extends Observed {
  readonly kind: 'gap';
  readonly reason: 'sensor restarted' | 'frames garbled' | 'events lost' | 'rate limited' | 'server away';
  readonly lost: number | undefined;
  readonly durationMs: number | undefined;
}
