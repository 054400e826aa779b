/** A small trace made by hand: a web workload that runs clean, is attacked, and a job that lives for a moment. */
import { frameWriter } from './frames.ts';

const web = 'a'.repeat(64);
const job = 'b'.repeat(64);
const bootedAtMs = 1_700_000_000_000;
const SECOND = 1_000_000_000n;

const syscalls = {
  read: 0,
  write: 1,
  close: 3,
  mprotect: 10,
  accept4: 288,
  epollWait: 232,
  ptrace: 101,
  mount: 165,
  memfd: 319,
};
const flags = { inMemory: 2, entered: 8 };
const stdio = { closed: 0, pipe: 3, socket: 4, nothing: 6 };
const TRACE_CONTAINER = 0x8001;

/** What the file holds; see traces/README.md for its format. */
export function builtTrace(): Buffer {
  const write = frameWriter();
  const header = {
    format: 'plimsoll-trace/1',
    recordedAt: bootedAtMs + 10_000,
    host: { kernel: '6.12.0', machine: 'x86_64' },
    containers: [facts(web, 'shop-web-1', 'web:1', 'docker/shop/web')],
  };
  const nginx = { pid: 100, nsPid: 1, ppid: 90, comm: 'nginx', execId: 1n, startNs: 10n * SECOND };
  const worker = {
    pid: 101,
    nsPid: 7,
    ppid: 100,
    uid: 101,
    gid: 101,
    comm: 'nginx',
    execId: 1n,
    startNs: 11n * SECOND,
  };
  const parts: Buffer[] = [Buffer.from(`${JSON.stringify(header)}\n`)];
  const add = (...frames: Buffer[]) => void parts.push(...frames);

  write.at(10n * SECOND);
  add(write.hello({ realtimeOffsetNs: BigInt(bootedAtMs) * 1_000_000n }));
  add(write.container({ cgroup: 42n, path: `/docker/${web}` }));
  add(
    write.exec(42n, {
      process: nginx,
      path: '/usr/sbin/nginx',
      args: ['nginx', '-g', 'daemon off;'],
      flags: flags.entered,
      parentComm: 'containerd-shim',
    }),
  );

  for (let second = 11n; second < 31n; second++) {
    write.at(second * SECOND);
    const slice = Number((second - 10n) / 10n) + 1;
    if (second % 10n === 1n) {
      const calls = [
        syscalls.epollWait,
        syscalls.accept4,
        syscalls.read,
        syscalls.write,
        syscalls.close,
        syscalls.epollWait,
      ];
      add(write.novelty(42n, { process: worker, slice, kinds: 7, calls: calls.map((token) => ({ token })) }));
    }
    const counts = new Map(
      [syscalls.read, syscalls.write, syscalls.close, syscalls.epollWait].map((token) => [token, 500]),
    );
    add(write.counters(42n, { slice, counts }), write.lost(0n, { delivered: Number(second) }));
  }

  write.at(31n * SECOND);
  const shell = { pid: 120, nsPid: 9, ppid: 101, uid: 101, gid: 101, comm: 'sh', execId: 2n, startNs: 31n * SECOND };
  const socket: [number, number, number] = [stdio.socket, stdio.socket, stdio.socket];
  add(
    write.exec(42n, {
      process: shell,
      path: '/bin/sh',
      args: ['sh', '-i'],
      parentExecId: 1n,
      parentComm: 'nginx',
      stdio: socket,
    }),
  );
  write.at(32n * SECOND);
  const dropper = {
    pid: 121,
    nsPid: 10,
    ppid: 120,
    uid: 101,
    gid: 101,
    comm: 'perl',
    execId: 2n,
    startNs: 32n * SECOND,
  };
  add(write.privilege(42n, { process: dropper, op: 11, syscall: syscalls.memfd, result: 3n, detail: ['x'] }));
  const fileless = { ...dropper, comm: 'x', execId: 3n };
  add(
    write.exec(42n, {
      process: fileless,
      path: '/memfd:x',
      filename: '/proc/self/fd/3',
      args: ['[kworker]'],
      parentExecId: 2n,
      parentComm: 'sh',
      flags: flags.inMemory,
      stdio: [stdio.nothing, stdio.pipe, stdio.pipe],
    }),
  );
  add(
    write.privilege(42n, {
      process: fileless,
      op: 4,
      syscall: syscalls.ptrace,
      args: [16n, 100n, 0n, 0n],
      result: -1n,
    }),
  );
  add(
    write.privilege(42n, {
      process: fileless,
      op: 5,
      syscall: syscalls.mount,
      result: -1n,
      detail: ['/mnt', '/dev/sda1', 'ext4'],
    }),
  );

  // Gone before anyone could ask: its name comes after its frames, as the engine's event did.
  write.at(33n * SECOND);
  add(write.container({ cgroup: 43n, path: `/docker/${job}` }));
  const brief = { pid: 200, nsPid: 1, comm: 'true', execId: 4n, startNs: 33n * SECOND };
  add(write.exec(43n, { process: brief, path: '/bin/true', flags: flags.entered }));
  add(write.exit(43n, { process: brief }));
  add(write.container({ cgroup: 43n, path: '', state: 2 }));
  add(record(write, facts(job, 'job', 'box:1', 'docker/box')));
  write.at(34n * SECOND);
  add(write.lost(42n, { heldBack: 12 }), write.lost(0n, { delivered: 60 }));
  return Buffer.concat(parts);
}

function facts(id: string, name: string, image: string, workload: string): object {
  return { id, name, image, imageDigest: `sha256:${'1'.repeat(64)}`, startedAt: bootedAtMs + 10_000, workload };
}

/** A trace's own records do not count among the sensor's frames. */
function record(write: ReturnType<typeof frameWriter>, value: object): Buffer {
  return write.raw({ type: TRACE_CONTAINER, payload: Buffer.from(JSON.stringify(value)), sequence: 0n });
}
