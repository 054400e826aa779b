/** What /proc tells of a process, for those that were there before the sensor. */
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcFacts {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  /** As the process's own root sees it; empty when it cannot be told (kernel threads, no rights). */
  readonly executable: string;
  /** Since boot, in clock ticks: with pid, its identity. */
  readonly startTicks: number;
}

/** Where facts of processes come from: the live system, or a trace. */
export interface ProcessLookup {
  process(pid: number): ProcFacts | undefined;
  /** The process's cgroup path in the hierarchy that tells containers apart; undefined when it is gone. */
  cgroup(pid: number): string | undefined;
}

/** USER_HZ: the unit of /proc/PID/stat is fixed at 100 a second, whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;

export function ticksOf(startNs: number): number {
  return Math.floor((startNs * TICKS_PER_SECOND) / 1e9);
}

export const liveProcesses: ProcessLookup = {
  process(pid) {
    const stat = read(`/proc/${pid}/stat`);
    return stat === undefined ? undefined : parseStat(stat, executableOf(pid));
  },
  cgroup(pid) {
    const text = read(`/proc/${pid}/cgroup`);
    return text === undefined ? undefined : parseCgroup(text);
  },
};

/** `pid (comm) state ppid …`: comm may hold anything, blanks and parentheses included. */
export function parseStat(stat: string, executable: string): ProcFacts | undefined {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  if (open === -1 || close < open) return undefined;
  const after = stat.slice(close + 2).split(' ');
  const pid = Number(stat.slice(0, open));
  const ppid = Number(after[1]);
  const startTicks = Number(after[19]);
  if (!Number.isSafeInteger(pid) || !Number.isSafeInteger(ppid) || !Number.isSafeInteger(startTicks)) return undefined;
  return { pid, ppid, comm: stat.slice(open + 1, close), executable, startTicks };
}

/** The pids controller's line on v1 and hybrid hosts, the unified one elsewhere. */
export function parseCgroup(text: string): string | undefined {
  let unified: string | undefined;
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers?.split(',').includes('pids')) return path;
    if (controllers === '') unified = path;
  }
  return unified;
}

/** The kernel writes the path as the process's root sees it, with a mark when the file is gone. */
function executableOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return ''; // a kernel thread, a process that just ended, or one we may not look at
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it ended
  }
}
