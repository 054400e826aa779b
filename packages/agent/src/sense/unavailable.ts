/** Why the sensor cannot run at all, as opposed to having ended, and what a person can do about it. */
import { accessSync, constants } from 'node:fs';
import type { SensorEnding } from './sensor-run.ts';

export interface Unavailable {
  readonly why: string;
  readonly hint: string;
}

/** Exit code by which the sensor says that the kernel or our rights do not allow it. */
export const EXIT_NOT_ALLOWED = 3;
const BTF = '/sys/kernel/btf/vmlinux';

export function whyUnavailable(path: string, ending: SensorEnding): Unavailable | undefined {
  const code = ending.startError?.code;
  if (code === 'ENOENT') return { why: `There is no sensor at ${path}.`, hint: 'Build it with: ./dev build' };
  if (code === 'EACCES') {
    return { why: `${path} may not be executed.`, hint: `Check its permissions and mount options: ls -l ${path}` };
  }
  if (ending.startError !== undefined) return undefined;
  if (ending.code !== EXIT_NOT_ALLOWED) return undefined;
  return { why: ending.lastWords || 'The kernel or our rights do not allow the sensor to run.', hint: hintFor() };
}

function hintFor(): string {
  if (!isReadable(BTF)) return `This kernel has no BTF (${BTF}): use one built with CONFIG_DEBUG_INFO_BTF=y.`;
  if (process.geteuid?.() !== 0) return 'Start Plimsoll as root, or give the sensor CAP_BPF and CAP_PERFMON.';
  return 'See what this kernel allows with: plimsoll-sensor --probe';
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
