/** Frames as values: what frame.h says, with texts cut out and numbers as numbers. */

/** kernfs id of a container's cgroup: the inode of its directory. 0 for the whole host. */
export type CgroupId = number;

interface FrameHead {
  readonly sequence: number;
  /** CLOCK_BOOTTIME. A double: exact to the nanosecond for 104 days of uptime, to two for 208. */
  readonly timeNs: number;
  readonly cgroup: CgroupId;
}

export type Frame =
  | HelloFrame
  | ContainerFrame
  | ExecFrame
  | ExitFrame
  | PrivilegeFrame
  | NoveltyFrame
  | CountersFrame
  | LostFrame
  | AckFrame
  | TraceFrame;

export interface HelloFrame extends FrameHead {
  readonly type: 'hello';
  readonly realtimeOffsetNs: number;
  readonly slots: number;
  readonly cpus: number;
  readonly cgroupMode: 'v1' | 'v2' | 'hybrid' | 'unknown';
  readonly sensorPid: number;
  readonly kernel: string;
  readonly machine: string;
}

export interface ContainerFrame extends FrameHead {
  readonly type: 'container';
  readonly state: 'appeared' | 'vanished';
  readonly alreadyRunning: boolean;
  /** False when no slot was free. */
  readonly watched: boolean;
  readonly path: string;
}

export interface FrameProcess {
  readonly pid: number;
  readonly tid: number;
  readonly ppid: number;
  readonly containerPid: number;
  readonly uid: number;
  readonly gid: number;
  readonly loginUid: number | undefined;
  readonly tty: number;
  readonly startNs: number;
  /** 0n when it was started before the sensor. */
  readonly execId: bigint;
  readonly comm: string;
}

export interface ExecFrame extends FrameHead {
  readonly type: 'exec';
  readonly process: FrameProcess;
  readonly parentExecId: bigint;
  readonly parentComm: string;
  readonly capabilities: bigint;
  /** Bits of execFlags in layout.ts. */
  readonly flags: number;
  /** enum frame_stdio of descriptors 0, 1, 2. */
  readonly stdio: readonly [number, number, number];
  readonly path: string;
  readonly filename: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export interface ExitFrame extends FrameHead {
  readonly type: 'exit';
  readonly process: FrameProcess;
  /** As wait(2) gives it. */
  readonly code: number;
  readonly lifetimeNs: number;
}

export interface PrivilegeFrame extends FrameHead {
  readonly type: 'privilege';
  readonly process: FrameProcess;
  readonly op: number;
  readonly syscall: number;
  readonly result: bigint;
  readonly args: readonly bigint[];
  readonly detail: readonly string[];
}

export interface FrameCall {
  readonly token: number;
  /** 0, or errno as a positive number. */
  readonly error: number;
}

export interface NoveltyFrame extends FrameHead {
  readonly type: 'novelty';
  readonly process: FrameProcess;
  readonly slice: number;
  /** Bits: 1 syscall, 2 pair, 4 n-gram. */
  readonly kinds: number;
  readonly calls: readonly FrameCall[];
}

export interface CountersFrame extends FrameHead {
  readonly type: 'counters';
  readonly startNs: number;
  readonly durationNs: number;
  readonly slice: number;
  readonly counts: ReadonlyMap<number, number>;
}

export interface LostFrame extends FrameHead {
  readonly type: 'lost';
  readonly totals: LossTotals;
}

/** Totals since the sensor started. */
export interface LossTotals {
  readonly ringFull: number;
  readonly threadsFull: number;
  readonly containersFull: number;
  readonly heldBack: number;
  readonly cut: number;
  readonly delivered: number;
}

export interface AckFrame extends FrameHead {
  readonly type: 'ack';
  readonly command: number;
  /** 0, or errno as a positive number. */
  readonly status: number;
  readonly message: string;
}

/** A record that a trace keeps between the sensor's frames. */
export interface TraceFrame extends FrameHead {
  readonly type: 'trace';
  readonly record: number;
  readonly text: string;
}
