import { describe, expect, it } from 'vitest';
import type { ExecEvent, PrivilegeEvent } from '../event/event.ts';
import { begin, exec, ms, privilege, processRef } from '../event/events.fixture.ts';
import { actOf, actRules } from './registry.ts';

const parent = (executable: string) => ({ pid: 1, comm: executable.split('/').at(-1) ?? '', executable });
const shell = processRef({ comm: 'sh', executable: '/bin/sh', parent: parent('/usr/bin/php-fpm') });
const run = (line: string, over: Partial<ExecEvent> = {}): ExecEvent => {
  const args = line.split(' ');
  const name = args[0] ?? '';
  const process = processRef({ comm: name, executable: `/usr/bin/${name}`, parent: parent('/bin/sh') });
  return { ...exec({ process, args }), ...over };
};

/** One positive case a rule, and near misses that must stay silent. */
const told: readonly (readonly [string, ExecEvent | PrivilegeEvent])[] = [
  ['shell-on-socket', exec({ process: shell, args: ['sh', '-i'], stdio: ['socket', 'socket', 'socket'] })],
  [
    'shell-on-socket',
    exec({
      process: processRef({ comm: 'sh', executable: '/bin/busybox' }),
      args: ['sh'],
      stdio: ['socket', 'pipe', 'pipe'],
    }),
  ],
  [
    'shell-on-socket',
    exec({
      process: processRef({ comm: 'python3', executable: '/usr/bin/python3' }),
      stdio: ['socket', 'socket', 'socket'],
    }),
  ],
  ['crypto-miner', run('kworker --url stratum+tcp://pool.example:3333 -u wallet')],
  ['crypto-miner', run('x -o pool.example.org:3333 -u 44Af')],
  ['crypto-miner', run('x --donate-level=1')],
  ['crypto-miner', run('xmrig')],
  ['program-in-memory', run('x', { origin: 'memory' })],
  ['program-deleted', run('x', { origin: 'deleted' })],
  ['shell-from-service', exec({ process: { ...shell, parent: parent('/usr/sbin/nginx') }, args: ['sh', '-c', 'id'] })],
  [
    'shell-from-service',
    exec({
      process: { ...shell, parent: parent('/usr/bin/containerd-shim') },
      replaced: parent('/usr/sbin/nginx'),
      args: ['sh'],
    }),
  ],
  ['cloud-metadata', run('curl http://169.254.169.254/latest/meta-data/')],
  ['package-change', run('apt-get install -y nmap')],
  [
    'package-change',
    run('busybox apk add nmap', { process: processRef({ executable: '/bin/busybox' }), args: ['apk', 'add', 'nmap'] }),
  ],
  ['package-change', run('pip install evil')],
  [
    'package-change',
    run('dpkg -i x.deb', {
      at: ms(begin + 20_000),
      entered: true,
      process: processRef({ executable: '/usr/bin/dpkg', containerPid: 30 }),
    }),
  ],
  ['program-not-in-image', run('x', { origin: 'writable layer' })],
  ['ptrace', privilege()],
  ['process-memory-write', privilege({ operation: 'other', syscall: 'process_vm_writev' })],
  ['mount', privilege({ operation: 'mount', syscall: 'mount', detail: ['/mnt', '/dev/sda1', 'ext4'], error: 'EPERM' })],
  ['bpf', privilege({ operation: 'bpf', syscall: 'bpf', args: [5n] })],
  ['kernel-module', privilege({ operation: 'module', syscall: 'finit_module' })],
  ['enter-namespace', privilege({ operation: 'setns', syscall: 'setns' })],
  ['new-namespace', privilege({ operation: 'unshare', syscall: 'unshare', args: [0x10000000n] })],
  ['open-by-handle', privilege({ operation: 'other', syscall: 'open_by_handle_at' })],
];

const silent: readonly (readonly [string, ExecEvent | PrivilegeEvent])[] = [
  [
    'a shell on pipes, started by a language runtime',
    exec({ process: shell, args: ['sh', '-c', 'date'], stdio: ['pipe', 'pipe', 'pipe'] }),
  ],
  [
    'curl with a socket as its output',
    exec({ process: processRef({ comm: 'curl', executable: '/usr/bin/curl' }), stdio: ['null', 'socket', 'pipe'] }),
  ],
  ['a web server on a port pools use as well', run('node server.js --listen 0.0.0.0:3333')],
  ['npm start', run('npm start')],
  ['a package query', run('dpkg -l')],
  ['an entry point that installs while it starts', run('apk add curl', { at: ms(begin + 2000) })],
  ['unshare of file descriptors only', privilege({ operation: 'unshare', syscall: 'unshare', args: [0x400n] })],
  ['setuid', privilege({ operation: 'setuid', syscall: 'setuid', args: [33n] })],
  [
    'the runtime that still sets the container up',
    privilege({
      operation: 'mount',
      syscall: 'mount',
      at: begin + 90_000,
      process: processRef({ comm: 'runc:[2:INIT]', executable: '', startedAt: ms(begin + 89_900) }),
    }),
  ],
];

describe('acts that are never learned', () => {
  it.each(told)('%s', (id, event) => {
    expect(actOf(event)?.rule.id).toBe(id);
    expect(actOf(event)?.what.length).toBeGreaterThan(5);
  });

  it.each(silent)('not: %s', (_, event) => {
    expect(actOf(event)).toBeUndefined();
  });

  it('have a case for every rule, and unique ids', () => {
    expect(new Set(told.map(([id]) => id))).toEqual(new Set(actRules.map(({ id }) => id)));
    expect(new Set(actRules.map(({ id }) => id)).size).toBe(actRules.length);
  });

  it('are not hidden by calling oneself runc', () => {
    const process = processRef({
      comm: 'runc:[2:INIT]',
      executable: '/usr/bin/python3',
      startedAt: ms(begin + 89_900),
    });
    expect(actOf(privilege({ process }))?.rule.id).toBe('ptrace');
  });

  it('are not told of the runtime that starts from its copy in memory, but of a program that takes its name', () => {
    const clone = processRef({ comm: '3', executable: '/memfd:runc_cloned:/proc/self/exe', containerPid: 30 });
    const start = exec({ process: clone, args: ['runc', 'init'], origin: 'memory', entered: true });
    expect(actOf(start)).toBeUndefined();
    expect(actOf({ ...start, entered: false })?.rule.id).toBe('program-in-memory');
  });

  it('say what was mounted and that it was refused', () => {
    const event = privilege({
      operation: 'mount',
      syscall: 'mount',
      detail: ['/mnt', '/dev/sda1', 'ext4'],
      error: 'EPERM',
    });
    expect(actOf(event)?.what).toBe('called mount of `/dev/sda1` (ext4) on `/mnt`, which was refused (EPERM)');
  });

  it('cost no time on hostile arguments', () => {
    const hostile = [
      `${'a'.repeat(4000)}`,
      `${'-'.repeat(4000)}`,
      `${'1.'.repeat(2000)}`,
      `${'pool.'.repeat(800)}:3333`,
    ];
    const before = Date.now();
    for (let i = 0; i < 200; i++) actOf(exec({ args: ['x', '-o', ...hostile] }));
    expect(Date.now() - before).toBeLessThan(1000);
  });
});
