/** What /proc tells of a process, for those that were there before the sensor. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

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
  /** Every process of a cgroup and of those below it. */
  pidsIn(path: string): readonly number[];
}

/** Where the hierarchy that tells containers apart is mounted: cgroup v1 and hybrid first, then v2. */
const roots = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup', '/sys/fs/cgroup/unified'] as const;
const GROUPS_LIMIT = 1_000;

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
  pidsIn(path) {
    if (path === '' || path.split('/').includes('..')) return [];
    for (const root of roots) {
      const pids = pidsBelow(`${root}${path.startsWith('/') ? '' : '/'}${path}`);
      if (pids.length > 0) return pids;
    }
    return [];
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

function pidsBelow(top: string): number[] {
  const pids: number[] = [];
  const groups = [top];
  for (let i = 0; i < groups.length && i < GROUPS_LIMIT; i++) {
    const group = groups[i] as string;
    const text = read(`${group}/cgroup.procs`) ?? '';
    pids.push(...text.split('\n').filter(Boolean).map(Number));
    groups.push(...directoriesIn(group).map((name) => `${group}/${name}`));
  }
  // 0 stands for a process of a pid namespace that we cannot see into.
  return pids.filter((pid) => pid > 0);
}

function directoriesIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return []; // the container ended meanwhile
  }
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
