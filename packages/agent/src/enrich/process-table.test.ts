import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fakeClock } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecFrame, FrameProcess } from '../sense/frame.ts';
import { liveProcesses, type ProcFacts, parseCgroup, parseStat } from './proc.ts';
import { createProcessTable } from './process-table.ts';

function table(proc: Record<number, ProcFacts> = {}) {
  const clock = fakeClock();
  const looked: number[] = [];
  const lookup = {
    process(pid: number) {
      looked.push(pid);
      return proc[pid];
    },
    cgroup: () => undefined,
    pidsIn: () => [],
  };
  return { clock, looked, processes: createProcessTable({ lookup, clock }) };
}

const process = (pid: number, change: Partial<FrameProcess> = {}): FrameProcess => ({
  pid,
  tid: pid,
  ppid: 1,
  containerPid: pid,
  uid: 0,
  gid: 0,
  loginUid: undefined,
  tty: 0,
  startNs: pid * 1e9,
  execId: 0n,
  comm: `comm${pid}`,
  ...change,
});
const exec = (path: string, change: Partial<ExecFrame> = {}) =>
  ({ path, parentExecId: 0n, parentComm: '', ...change }) as ExecFrame;

describe('process table', () => {
  it('knows the program of a process and of its children by the exec they come from', () => {
    const { processes, looked } = table();
    processes.refOf(process(10, { execId: 5n }), 0, exec('/usr/sbin/nginx'));

    expect(processes.refOf(process(11, { execId: 5n, ppid: 10 }), 0)).toMatchObject({
      executable: '/usr/sbin/nginx',
      parent: { pid: 10, comm: 'comm10', executable: '/usr/sbin/nginx' },
    });
    expect(looked).toEqual([1]);
  });

  it('takes a parent from the exec itself where that tells', () => {
    const { processes } = table();
    processes.refOf(process(10, { execId: 5n }), 0, exec('/usr/sbin/nginx'));
    const shell = processes.refOf(
      process(11, { execId: 6n, ppid: 10 }),
      0,
      exec('/bin/sh', { parentExecId: 5n, parentComm: 'nginx' }),
    );

    expect(shell).toMatchObject({
      executable: '/bin/sh',
      parent: { pid: 10, comm: 'nginx', executable: '/usr/sbin/nginx' },
    });
  });

  it('asks /proc once for processes that were there before', () => {
    const facts = { pid: 10, ppid: 1, comm: 'nginx', executable: '/usr/sbin/nginx', startTicks: 1_000 };
    const { processes, looked } = table({ 10: facts });
    const old = process(10, { ppid: 0 });

    expect([processes.refOf(old, 0).executable, processes.refOf(old, 0).executable]).toEqual([
      '/usr/sbin/nginx',
      '/usr/sbin/nginx',
    ]);
    expect(looked).toEqual([10]);
  });

  it('does not take another process for it that has the same pid', () => {
    const facts = { pid: 10, ppid: 1, comm: 'other', executable: '/other', startTicks: 1_001 };
    const { processes } = table({ 10: facts });

    expect(processes.refOf(process(10, { ppid: 0 }), 0).executable).toBe('');
  });

  it('remembers a parent for a while after its exit', () => {
    const { processes, clock } = table();
    processes.refOf(process(10, { execId: 5n }), 0, exec('/bin/sh'));
    processes.exited(process(10, { execId: 5n }));

    expect(processes.refOf(process(11, { ppid: 10 }), 0).parent?.executable).toBe('/bin/sh');
    clock.advance(1);
  });

  it('tells what an exec in place replaced, and not what a fork ran on with for a moment', () => {
    const { processes } = table();
    const at = (path: string, change: Partial<FrameProcess>, more: Partial<ExecFrame> = {}) => {
      const of = process(10, change);
      const frame = exec(path, { process: of, flags: 0, timeNs: of.startNs + 5e6, parentExecId: 2n, ...more });
      const replaced = processes.replacedBy(frame);
      processes.refOf(of, 0, frame);
      return replaced;
    };
    const entered = 1 << 3;

    // The fork's own first calls, then its program: forked for it.
    processes.refOf(process(10, { execId: 2n, comm: 'sh' }), 0);
    expect(at('/usr/bin/perl', { execId: 3n, comm: 'perl' })).toBeUndefined();
    expect(at('/bin/sh', { execId: 4n, comm: 'sh' })).toEqual({ pid: 10, comm: 'perl', executable: '/usr/bin/perl' });
    expect(at('/bin/ls', { execId: 5n, comm: 'ls' }, { flags: entered })).toBeUndefined();
    // The pid again, another process.
    expect(at('/bin/cat', { execId: 6n, startNs: 99e9 })).toBeUndefined();
    processes.exited(process(10, { execId: 6n, startNs: 99e9 }));
    expect(at('/bin/ls', { execId: 7n, startNs: 99e9 })).toBeUndefined();
  });

  it('takes a fork that worked for seconds for a program of its own', () => {
    const { processes } = table();
    processes.refOf(process(9, { execId: 2n, comm: 'nginx' }), 0, exec('/usr/sbin/nginx'));
    const worker = process(10, { execId: 2n, ppid: 9, comm: 'nginx' });
    processes.refOf(worker, 0);
    const shell = exec('/bin/sh', {
      process: { ...worker, execId: 3n, comm: 'sh' },
      flags: 0,
      timeNs: worker.startNs + 2e9,
      parentExecId: 2n,
    });

    expect(processes.replacedBy(shell)).toEqual({ pid: 10, comm: 'nginx', executable: '/usr/sbin/nginx' });
  });

  it('knows what a process ran that was there before the sensor, whatever starts and ends meanwhile', () => {
    const facts = { pid: 10, ppid: 1, comm: 'nginx', executable: '/usr/sbin/nginx', startTicks: 1_000 };
    const { processes, looked } = table({ 10: facts });
    processes.known(10);
    for (let pid = 100; pid < 20_000; pid++) {
      processes.refOf(process(pid, { execId: BigInt(pid) }), 0, exec('/bin/true'));
      processes.exited(process(pid, { execId: BigInt(pid) }));
    }
    const of = process(10, { execId: 99_999n, comm: 'sh' });

    expect(processes.replacedBy(exec('/bin/sh', { process: of, flags: 0, timeNs: of.startNs + 60e9 }))).toEqual({
      pid: 10,
      comm: 'nginx',
      executable: '/usr/sbin/nginx',
    });
    expect(looked.filter((pid) => pid === 10)).toEqual([10]);
  });

  it('does not take an exec id of another run of the sensor for its own', () => {
    const { processes } = table();
    processes.refOf(process(10, { execId: 5n }), 0, exec('/usr/sbin/nginx'));
    processes.newRun();

    expect(processes.refOf(process(11, { execId: 5n }), 0).executable).toBe('');
  });

  it('tells time as people do', () => {
    expect(table().processes.refOf(process(10), 1_700_000_000_000 * 1e6).startedAt).toBe(1_700_000_010_000);
  });
});

describe('/proc', () => {
  it('tells of a live process', async () => {
    const child = spawn('sleep', ['100']);
    await once(child, 'spawn');
    const facts = liveProcesses.process(child.pid as number);
    child.kill();

    expect(facts).toMatchObject({
      pid: child.pid,
      ppid: globalThis.process.pid,
      executable: expect.stringMatching(/sleep|busybox|coreutils|node/),
    });
    expect(liveProcesses.process(2 ** 22 + 1)).toBeUndefined();
    expect(liveProcesses.cgroup(globalThis.process.pid)).toMatch(/^\//);
  });

  it('reads a name with parentheses and blanks', () => {
    const stat = `42 (a) b (c) S 7 ${Array.from({ length: 17 }, () => '0').join(' ')} 123 0`;

    expect(parseStat(stat, '/x')).toEqual({ pid: 42, ppid: 7, comm: 'a) b (c', executable: '/x', startTicks: 123 });
  });

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseStat(text, '');
        parseCgroup(text);
      }),
    );
  });

  it('finds the hierarchy that tells containers apart', () => {
    expect(parseCgroup('4:memory:/m\n3:pids:/docker/x\n0::/init\n')).toBe('/docker/x');
    expect(parseCgroup('0::/system.slice/docker-x.scope\n')).toBe('/system.slice/docker-x.scope');
    expect(parseCgroup('1:name=systemd:/a\n')).toBeUndefined();
  });
});
