/**
 * Sense: bytes from the sensor become frames.
 *
 * in     the sensor's stdout, cut anywhere, perhaps garbled; or the same bytes from a trace
 * out    frames, and gaps where some are missing
 * holds  no input makes it throw, loop or allocate more than one frame's worth; what was skipped is counted
 *
 * This file is frame.h once more: sizes in bytes, in order, without padding. layout.test.ts holds both against each other.
 */
export const FRAME_MAGIC = 0x464d4c50;
export const FRAME_VERSION = 1;
export const FRAME_MAX_PAYLOAD = 16_384;
export const FRAME_HISTORY = 16;

export interface Layout<Field extends string> {
  /** Bytes of the whole struct. */
  readonly size: number;
  /** Offset of each field in bytes. */
  readonly at: Readonly<Record<Field, number>>;
  readonly sizes: Readonly<Record<Field, number>>;
}

const processFields = {
  pid: 4,
  tid: 4,
  ppid: 4,
  ns_pid: 4,
  uid: 4,
  gid: 4,
  loginuid: 4,
  tty: 4,
  start_ns: 8,
  exec_id: 8,
  comm: 16,
};

export const structs = {
  frame_header: layout({
    magic: 4,
    type: 2,
    version: 2,
    length: 4,
    checksum: 4,
    sequence: 8,
    time_ns: 8,
    cgroup_id: 8,
  }),
  frame_hello: layout({
    realtime_offset_ns: 8,
    slots: 4,
    cpus: 4,
    cgroup_mode: 4,
    sensor_pid: 4,
    kernel: 64,
    machine: 16,
  }),
  frame_container: layout({ state: 1, already_running: 1, path_length: 2, slot: 4 }),
  frame_process: layout(processFields),
  frame_exec: layout({
    process: 64,
    parent_exec_id: 8,
    inode: 8,
    capabilities: 8,
    flags: 4,
    stdio: 3,
    reserved: 1,
    parent_comm: 16,
    path_length: 2,
    filename_length: 2,
    args_length: 2,
    cwd_length: 2,
    mount_namespace: 4,
    pid_namespace: 4,
  }),
  frame_exit: layout({ process: 64, code: 4, reserved: 4, lifetime_ns: 8 }),
  frame_privilege: layout({
    process: 64,
    op: 2,
    syscall: 2,
    detail_length: 2,
    reserved: 2,
    result: 8,
    args: 32,
  }),
  frame_call: layout({ token: 2, error: 2 }),
  frame_novelty: layout({ process: 64, slice: 4, kinds: 1, calls: 1, reserved: 2, history: 64 }),
  frame_count: layout({ token: 2, reserved: 2, count: 4 }),
  frame_counters: layout({ start_ns: 8, duration_ns: 8, slice: 4, entries: 4 }),
  frame_lost: layout({
    ring_full: 8,
    threads_full: 8,
    containers_full: 8,
    held_back: 8,
    cut: 8,
    events: 8,
  }),
  frame_ack: layout({ command: 4, status: 4 }),
} as const;

/** Types as frame.h numbers them; those from 0x8000 are never the sensor's but a trace's own records (see trace/). */
export const frameTypes = {
  hello: 1,
  container: 2,
  exec: 3,
  exit: 4,
  privilege: 5,
  novelty: 6,
  counters: 7,
  lost: 8,
  ack: 9,
} as const;
export const FIRST_TRACE_TYPE = 0x8000;

export const execFlags = {
  upperLayer: 1 << 0,
  inMemory: 1 << 1,
  deleted: 1 << 2,
  entered: 1 << 3,
  argsCut: 1 << 4,
  pathCut: 1 << 5,
  script: 1 << 6,
  killed: 1 << 7,
  wouldKill: 1 << 8,
  layerUnknown: 1 << 9,
  volume: 1 << 10,
} as const;

function layout<Field extends string>(sizes: Readonly<Record<Field, number>>): Layout<Field> {
  const at = {} as Record<Field, number>;
  let size = 0;
  for (const field of Object.keys(sizes) as Field[]) {
    at[field] = size;
    size += sizes[field];
  }
  return { size, at, sizes };
}
