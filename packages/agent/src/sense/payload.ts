/** One payload whose checksum was right becomes one frame; undefined when its lengths contradict each other. */
import type { Frame, FrameCall, FrameProcess } from './frame.ts';
import { FIRST_TRACE_TYPE, FRAME_HISTORY, frameTypes, structs } from './layout.ts';

/** @param bytes the whole frame, header included */
export function parsePayload(type: number, bytes: Buffer): Frame | undefined {
  const payload = bytes.subarray(structs.frame_header.size);
  const head: Head = {
    sequence: u64(bytes, structs.frame_header.at.sequence),
    timeNs: u64(bytes, structs.frame_header.at.time_ns),
    cgroup: u64(bytes, structs.frame_header.at.cgroup_id),
  };
  if (type >= FIRST_TRACE_TYPE) return { ...head, type: 'trace', record: type, text: payload.toString('utf8') };
  return payload.length < (smallest[type] ?? 0) ? undefined : parsers[type]?.(payload, head);
}

interface Head {
  readonly sequence: number;
  readonly timeNs: number;
  readonly cgroup: number;
}
type Parser = (payload: Buffer, head: Head) => Frame | undefined;

const smallest: Readonly<Record<number, number>> = {
  [frameTypes.hello]: structs.frame_hello.size,
  [frameTypes.container]: structs.frame_container.size,
  [frameTypes.exec]: structs.frame_exec.size,
  [frameTypes.exit]: structs.frame_exit.size,
  [frameTypes.privilege]: structs.frame_privilege.size,
  [frameTypes.novelty]: structs.frame_novelty.size,
  [frameTypes.counters]: structs.frame_counters.size,
  [frameTypes.lost]: structs.frame_lost.size,
  [frameTypes.ack]: structs.frame_ack.size,
};

const parsers: Readonly<Record<number, Parser>> = {
  [frameTypes.hello](p, head) {
    const { at, sizes } = structs.frame_hello;
    return {
      ...head,
      type: 'hello',
      realtimeOffsetNs: Number(p.readBigInt64LE(at.realtime_offset_ns)),
      slots: p.readUInt32LE(at.slots),
      cpus: p.readUInt32LE(at.cpus),
      cgroupMode: (['unknown', 'v1', 'v2', 'hybrid'] as const)[p.readUInt32LE(at.cgroup_mode)] ?? 'unknown',
      sensorPid: p.readUInt32LE(at.sensor_pid),
      kernel: fixedText(p, at.kernel, sizes.kernel),
      machine: fixedText(p, at.machine, sizes.machine),
    };
  },
  [frameTypes.container](p, head) {
    const { at, size } = structs.frame_container;
    const length = p.readUInt16LE(at.path_length);
    if (size + length > p.length) return undefined;
    return {
      ...head,
      type: 'container',
      state: p[at.state] === 1 ? 'appeared' : 'vanished',
      alreadyRunning: p[at.already_running] === 1,
      watched: p.readUInt32LE(at.slot) !== 0xffff_ffff,
      path: p.toString('utf8', size, size + length),
    };
  },
  [frameTypes.exec](p, head) {
    const { at, size, sizes } = structs.frame_exec;
    const afterPath = size + p.readUInt16LE(at.path_length);
    const afterFilename = afterPath + p.readUInt16LE(at.filename_length);
    const afterArgs = afterFilename + p.readUInt16LE(at.args_length);
    const afterCwd = afterArgs + p.readUInt16LE(at.cwd_length);
    if (afterCwd > p.length) return undefined;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'exec',
      process: parseProcess(p),
      parentExecId: p.readBigUInt64LE(at.parent_exec_id),
      parentComm: fixedText(p, at.parent_comm, sizes.parent_comm),
      capabilities: p.readBigUInt64LE(at.capabilities),
      flags: p.readUInt32LE(at.flags),
      stdio: [p[at.stdio] ?? 0, p[at.stdio + 1] ?? 0, p[at.stdio + 2] ?? 0],
      path: p.toString('utf8', size, afterPath),
      filename: p.toString('utf8', afterPath, afterFilename),
      args: texts(p, afterFilename, afterArgs),
      cwd: p.toString('utf8', afterArgs, afterCwd),
    };
  },
  [frameTypes.exit](p, head) {
    const { at } = structs.frame_exit;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'exit',
      process: parseProcess(p),
      code: p.readUInt32LE(at.code),
      lifetimeNs: u64(p, at.lifetime_ns),
    };
  },
  [frameTypes.privilege](p, head) {
    const { at, size } = structs.frame_privilege;
    const length = p.readUInt16LE(at.detail_length);
    if (size + length > p.length) return undefined;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'privilege',
      process: parseProcess(p),
      op: p.readUInt16LE(at.op),
      syscall: p.readUInt16LE(at.syscall),
      result: p.readBigInt64LE(at.result),
      args: [0, 8, 16, 24].map((offset) => p.readBigUInt64LE(at.args + offset)),
      detail: texts(p, size, size + length),
    };
  },
  [frameTypes.novelty](p, head) {
    const { at } = structs.frame_novelty;
    const calls = p[at.calls] ?? 0;
    if (calls === 0 || calls > FRAME_HISTORY) return undefined;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'novelty',
      process: parseProcess(p),
      slice: p.readUInt32LE(at.slice),
      kinds: p[at.kinds] ?? 0,
      calls: Array.from({ length: calls }, (_, i) => parseCall(p, at.history + i * structs.frame_call.size)),
    };
  },
  [frameTypes.counters](p, head) {
    const { at, size } = structs.frame_counters;
    const { at: entry, size: entrySize } = structs.frame_count;
    const entries = p.readUInt32LE(at.entries);
    if (size + entries * entrySize > p.length) return undefined;
    const counts = new Map<number, number>();
    for (let i = 0; i < entries; i++) {
      const start = size + i * entrySize;
      counts.set(p.readUInt16LE(start + entry.token), p.readUInt32LE(start + entry.count));
    }
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'counters',
      startNs: u64(p, at.start_ns),
      durationNs: u64(p, at.duration_ns),
      slice: p.readUInt32LE(at.slice),
      counts,
    };
  },
  [frameTypes.lost](p, head) {
    const { at } = structs.frame_lost;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'lost',
      totals: {
        ringFull: u64(p, at.ring_full),
        threadsFull: u64(p, at.threads_full),
        containersFull: u64(p, at.containers_full),
        heldBack: u64(p, at.held_back),
        cut: u64(p, at.cut),
        delivered: u64(p, at.events),
      },
    };
  },
  [frameTypes.ack](p, head) {
    const { at, size } = structs.frame_ack;
    return {
      sequence: head.sequence,
      timeNs: head.timeNs,
      cgroup: head.cgroup,
      type: 'ack',
      command: p.readUInt32LE(at.command),
      status: p.readInt32LE(at.status),
      message: p.toString('utf8', size),
    };
  },
};

/** Every payload that tells of a process begins with it. */
function parseProcess(p: Buffer): FrameProcess {
  const { at, sizes } = structs.frame_process;
  const loginUid = p.readUInt32LE(at.loginuid);
  return {
    pid: p.readUInt32LE(at.pid),
    tid: p.readUInt32LE(at.tid),
    ppid: p.readUInt32LE(at.ppid),
    containerPid: p.readUInt32LE(at.ns_pid),
    uid: p.readUInt32LE(at.uid),
    gid: p.readUInt32LE(at.gid),
    loginUid: loginUid === 0xffff_ffff ? undefined : loginUid,
    tty: p.readUInt32LE(at.tty),
    startNs: u64(p, at.start_ns),
    execId: p.readBigUInt64LE(at.exec_id),
    comm: fixedText(p, at.comm, sizes.comm),
  };
}

function parseCall(p: Buffer, start: number): FrameCall {
  const { at } = structs.frame_call;
  return { token: p.readUInt16LE(start + at.token), error: p.readInt16LE(start + at.error) };
}

function u64(p: Buffer, at: number): number {
  return p.readUInt32LE(at) + p.readUInt32LE(at + 4) * 2 ** 32;
}

/** Up to the first NUL. */
function fixedText(p: Buffer, at: number, size: number): string {
  const end = p.subarray(at, at + size).indexOf(0);
  return p.toString('utf8', at, end === -1 ? at + size : at + end);
}

/** NUL-separated; a last NUL ends the last text rather than beginning another. */
function texts(p: Buffer, start: number, end: number): readonly string[] {
  if (start === end) return [];
  const stop = p[end - 1] === 0 ? end - 1 : end;
  return p.toString('utf8', start, stop).split('\0');
}
