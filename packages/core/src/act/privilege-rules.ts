/** Calls that are never learned, whether they succeed or are refused: the attempt is what counts. */
import type { PrivilegeEvent } from '../event/event.ts';
import type { PrivilegeRule } from './rule.ts';
import { technique } from './technique.ts';

export const privilegeRules: readonly PrivilegeRule[] = [
  {
    id: 'ptrace',
    title: 'Another process was traced',
    severity: 'high',
    technique: technique.injection,
    match: (event) => (event.operation === 'ptrace' ? told(event, `called ptrace${ptraceRequest(event)}`) : undefined),
  },
  {
    id: 'process-memory-write',
    title: "Another process's memory was written",
    severity: 'high',
    technique: technique.injectionOther,
    match: (event) => (is(event, 'process_vm_writev') ? told(event, "wrote into another process's memory") : undefined),
  },
  {
    id: 'mount',
    title: 'Mount in a container',
    severity: 'high',
    technique: technique.escape,
    match: (event) =>
      event.operation === 'mount' ? told(event, `called ${event.syscall}${mountWords(event)}`) : undefined,
  },
  {
    id: 'bpf',
    title: 'BPF program or map',
    severity: 'high',
    technique: technique.rootkit,
    match: (event) =>
      event.operation === 'bpf' ? told(event, `called bpf (command ${event.args[0] ?? 'unknown'})`) : undefined,
  },
  {
    id: 'kernel-module',
    title: 'Kernel module or kernel load',
    severity: 'critical',
    technique: technique.kernelModule,
    match: (event) => (event.operation === 'module' ? told(event, `called ${event.syscall}`) : undefined),
  },
  {
    id: 'enter-namespace',
    title: 'Entry into another namespace',
    severity: 'critical',
    technique: technique.escape,
    match: (event) => (event.operation === 'setns' ? told(event, `entered another namespace with setns`) : undefined),
  },
  {
    id: 'new-namespace',
    title: 'New namespaces in a container',
    severity: 'high',
    technique: technique.abuseElevation,
    match: (event) => {
      if (event.operation !== 'unshare' && event.operation !== 'new namespace') return undefined;
      const names = namespaceNames(event.args[0] ?? 0n);
      if (names.length === 0) return undefined;
      return told(
        event,
        `asked for ${names.length === 1 ? 'a namespace' : 'namespaces'} of its own (${names.join(', ')}) with ${event.syscall}`,
      );
    },
  },
  {
    id: 'open-by-handle',
    title: 'File opened by its handle',
    severity: 'high',
    technique: technique.escape,
    match: (event) =>
      is(event, 'open_by_handle_at')
        ? told(event, 'opened a file by its handle, as escapes from containers do')
        : undefined,
  },
];

/** Syscalls whose every use a rule above tells: sequences that hold them are neither learned nor told a second time. */
export const neverLearnedSyscalls: ReadonlySet<string> = new Set(
  `ptrace process_vm_writev mount umount2 umount move_mount fsmount fsopen fsconfig fspick open_tree mount_setattr pivot_root bpf
  init_module finit_module delete_module kexec_load kexec_file_load setns unshare open_by_handle_at`
    .split(/\s+/)
    .flatMap((name) => [name, `compat:${name}`]),
);

function is(event: PrivilegeEvent, name: string): boolean {
  return event.syscall === name || event.syscall === `compat:${name}`;
}

function told(event: PrivilegeEvent, what: string): string {
  return event.error === undefined ? what : `${what}, which was refused (${event.error})`;
}

const ptraceRequests: ReadonlyMap<bigint, string> = new Map([
  [0n, 'PTRACE_TRACEME'],
  [4n, 'PTRACE_POKETEXT'],
  [5n, 'PTRACE_POKEDATA'],
  [13n, 'PTRACE_SETREGS'],
  [16n, 'PTRACE_ATTACH'],
  [0x4206n, 'PTRACE_SEIZE'],
]);

function ptraceRequest({ args: [request, target] }: PrivilegeEvent): string {
  if (request === undefined) return '';
  const name = ptraceRequests.get(request) ?? `request ${request}`;
  return request === 0n || target === undefined ? ` (${name})` : ` (${name}) on pid ${target}`;
}

function mountWords({ detail: [target, source, type] }: PrivilegeEvent): string {
  const from = source ? ` of \`${source}\`` : '';
  const kind = type ? ` (${type})` : '';
  return target ? `${from}${kind} on \`${target}\`` : `${from}${kind}`;
}

const namespaceFlags: readonly (readonly [bigint, string])[] = [
  [0x10000000n, 'user'],
  [0x00020000n, 'mount'],
  [0x20000000n, 'pid'],
  [0x40000000n, 'network'],
  [0x08000000n, 'ipc'],
  [0x04000000n, 'uts'],
  [0x02000000n, 'cgroup'],
  [0x00000080n, 'time'],
];

function namespaceNames(flags: bigint): readonly string[] {
  return namespaceFlags.filter(([flag]) => (flags & flag) !== 0n).map(([, name]) => name);
}
