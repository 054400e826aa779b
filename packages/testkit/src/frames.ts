/**
 * Frames made by hand, for tests and traces.
 *
 * in     what a frame should say, as far as it matters; the rest has calm defaults
 * out    bytes as the sensor would write them
 * holds  written field after field from sensor/include/frame.h, independent of the agent's decoder: the two check each other
 */
import { crc32 } from 'node:zlib';

const MAGIC = 0x464d4c50;
export const NO_ERROR = 0;

export interface FrameProcessInput {
  readonly pid: number;
  readonly tid?: number;
  readonly ppid?: number;
  readonly nsPid?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly loginUid?: number;
  readonly tty?: number;
  readonly startNs?: bigint;
  readonly execId?: bigint;
  readonly comm?: string;
}

export interface ExecInput {
  readonly process: FrameProcessInput;
  readonly path: string;
  readonly filename?: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly parentExecId?: bigint;
  readonly parentComm?: string;
  readonly capabilities?: bigint;
  readonly flags?: number;
  readonly stdio?: readonly [number, number, number];
}

export interface LostInput {
  readonly ringFull?: number;
  readonly threadsFull?: number;
  readonly containersFull?: number;
  readonly heldBack?: number;
  readonly cut?: number;
  readonly delivered?: number;
}

export interface FrameWriter {
  /** Sets the CLOCK_BOOTTIME of the frames that follow. */
  at(timeNs: bigint): FrameWriter;
  hello(input?: { realtimeOffsetNs?: bigint; kernel?: string }): Buffer;
  container(input: { cgroup: bigint; path: string; state?: 1 | 2; alreadyRunning?: boolean; slot?: number }): Buffer;
  exec(cgroup: bigint, input: ExecInput): Buffer;
  exit(cgroup: bigint, input: { process: FrameProcessInput; code?: number; lifetimeNs?: bigint }): Buffer;
  privilege(
    cgroup: bigint,
    input: {
      process: FrameProcessInput;
      op: number;
      syscall: number;
      result?: bigint;
      args?: readonly [bigint, bigint, bigint, bigint];
      detail?: readonly string[];
    },
  ): Buffer;
  novelty(
    cgroup: bigint,
    input: {
      process: FrameProcessInput;
      slice?: number;
      kinds?: number;
      calls: readonly { token: number; error?: number }[];
    },
  ): Buffer;
  counters(
    cgroup: bigint,
    input: { startNs?: bigint; durationNs?: bigint; slice?: number; counts: ReadonlyMap<number, number> },
  ): Buffer;
  lost(cgroup: bigint, input?: LostInput): Buffer;
  ack(command: number, status?: number, message?: string): Buffer;
  /** Any frame, well formed or not: type, version and length can lie. */
  raw(input: { type: number; version?: number; cgroup?: bigint; payload: Buffer; sequence?: bigint }): Buffer;
}

export function frameWriter(): FrameWriter {
  let sequence = 0n;
  let time = 1_000_000_000n;

  const writer: FrameWriter = {
    at(timeNs) {
      time = timeNs;
      return writer;
    },
    raw({ type, version = 1, cgroup = 0n, payload, sequence: given }) {
      if (given === undefined) sequence += 1n;
      const header = Buffer.concat([
        u32(MAGIC),
        u16(type),
        u16(version),
        u32(payload.length),
        u32(0),
        u64(given ?? sequence),
        u64(time),
        u64(cgroup),
      ]);
      const frame = Buffer.concat([header, payload]);
      frame.writeUInt32LE(crc32(frame), 12);
      return frame;
    },
    hello({ realtimeOffsetNs = 1_700_000_000_000_000_000n, kernel = '6.12.0' } = {}) {
      const payload = [
        i64(realtimeOffsetNs),
        u32(256),
        u32(2),
        u32(2),
        u32(4321),
        text(kernel, 64),
        text('x86_64', 16),
      ];
      return writer.raw({ type: 1, payload: Buffer.concat(payload) });
    },
    container({ cgroup, path, state = 1, alreadyRunning = false, slot = 0 }) {
      const name = Buffer.from(path);
      const payload = [Buffer.from([state, alreadyRunning ? 1 : 0]), u16(name.length), u32(slot), name];
      return writer.raw({ type: 2, cgroup, payload: Buffer.concat(payload) });
    },
    exec(cgroup, input) {
      const path = Buffer.from(input.path);
      const filename = Buffer.from(input.filename ?? input.path);
      const args = nulEnded(input.args ?? [input.path]);
      const cwd = Buffer.from(input.cwd ?? '/');
      const payload = [
        processBytes(input.process),
        u64(input.parentExecId ?? 0n),
        u64(0n),
        u64(input.capabilities ?? 0n),
        u32(input.flags ?? 0),
        Buffer.from([...(input.stdio ?? [6, 3, 3]), 0]),
        text(input.parentComm ?? '', 16),
        ...[path, filename, args, cwd].map((part) => u16(part.length)),
        u32(0),
        u32(0),
        path,
        filename,
        args,
        cwd,
      ];
      return writer.raw({ type: 3, cgroup, payload: Buffer.concat(payload) });
    },
    exit(cgroup, { process, code = 0, lifetimeNs = 1_000_000n }) {
      const payload = [processBytes(process), u32(code), u32(0), u64(lifetimeNs)];
      return writer.raw({ type: 4, cgroup, payload: Buffer.concat(payload) });
    },
    privilege(cgroup, { process, op, syscall, result = 0n, args = [0n, 0n, 0n, 0n], detail = [] }) {
      const texts = nulEnded(detail);
      const payload = [
        processBytes(process),
        u16(op),
        u16(syscall),
        u16(texts.length),
        u16(0),
        i64(result),
        ...args.map(u64),
        texts,
      ];
      return writer.raw({ type: 5, cgroup, payload: Buffer.concat(payload) });
    },
    novelty(cgroup, { process, slice = 1, kinds = 4, calls }) {
      const history = Buffer.alloc(64);
      calls.forEach((call, i) => {
        history.writeUInt16LE(call.token, i * 4);
        history.writeInt16LE(call.error ?? NO_ERROR, i * 4 + 2);
      });
      const payload = [processBytes(process), u32(slice), Buffer.from([kinds, calls.length]), u16(0), history];
      return writer.raw({ type: 6, cgroup, payload: Buffer.concat(payload) });
    },
    counters(cgroup, { startNs = time, durationNs = 1_000_000_000n, slice = 1, counts }) {
      const entries = [...counts].sort(([a], [b]) => a - b).flatMap(([token, n]) => [u16(token), u16(0), u32(n)]);
      const payload = [u64(startNs), u64(durationNs), u32(slice), u32(counts.size), ...entries];
      return writer.raw({ type: 7, cgroup, payload: Buffer.concat(payload) });
    },
    lost(cgroup, input = {}) {
      const { ringFull = 0, threadsFull = 0, containersFull = 0, heldBack = 0, cut = 0, delivered = 0 } = input;
      const totals = [ringFull, threadsFull, containersFull, heldBack, cut, delivered];
      return writer.raw({ type: 8, cgroup, payload: Buffer.concat(totals.map((n) => u64(BigInt(n)))) });
    },
    ack(command, status = 0, message = '') {
      return writer.raw({ type: 9, payload: Buffer.concat([u32(command), i32(status), Buffer.from(message)]) });
    },
  };
  return writer;
}

function processBytes(process: FrameProcessInput): Buffer {
  const { pid, tid = pid, ppid = 1, nsPid = pid, uid = 0, gid = 0, loginUid = 0xffff_ffff, tty = 0 } = process;
  return Buffer.concat([
    ...[pid, tid, ppid, nsPid, uid, gid, loginUid, tty].map(u32),
    u64(process.startNs ?? BigInt(pid) * 1_000_000n),
    u64(process.execId ?? 0n),
    text(process.comm ?? '', 16),
  ]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

function text(value: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.write(value, 0, size - 1);
  return bytes;
}

function nulEnded(values: readonly string[]): Buffer {
  return Buffer.from(values.map((value) => `${value}\0`).join(''));
}
