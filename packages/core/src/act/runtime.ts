/**
 * The container runtime's own work inside the container: until its init hands over to the program, it mounts, changes namespaces
 * and drops capabilities in there. That is not the workload's behaviour.
 *
 * The name alone is not enough, since any process may change it: its executable must be the runtime's or not known, and it must
 * have begun moments ago. A program of the container has an executable of the container.
 */
import type { ExecEvent, ProcessRef } from '../event/event.ts';
import type { EpochMs } from '../record.ts';

const runtimeNames = /^(?:runc(?::\[.*)?|crun|youki.*|conmon|containerd-shim.*|docker-init|exe)$/;
const runtimeFiles = /(?:^|\/)(?:runc|crun|youki|conmon|containerd-shim[\w-]*)$|runc_cloned|^\/proc\/self\/(?:exe|fd)/;
const handOverMs = 10_000;

export function isRuntime(process: ProcessRef, at: EpochMs): boolean {
  if (!runtimeNames.test(process.comm)) return false;
  const { executable } = process;
  return (executable === '' || runtimeFiles.test(executable)) && at - process.startedAt < handOverMs;
}

/**
 * The runtime starting itself inside the container before it hands over: runc runs from a copy of itself in memory, so that the
 * container cannot change it (CVE-2019-5736). Only what was put in from outside can be that: a program of the container that
 * gives its memfd this name is not `entered`.
 */
export function isRuntimeStart({ entered, process, args }: ExecEvent): boolean {
  return entered && args[1] === 'init' && runtimeFiles.test(process.executable);
}
