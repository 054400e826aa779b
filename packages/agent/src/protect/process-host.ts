/** The host's processes, as far as protect needs them. */
import { readdirSync, readFileSync } from 'node:fs';
import { liveProcesses, type ProcFacts } from '../enrich/proc.ts';

export interface ProcessHost {
  /** Every process of a cgroup and of those below it. */
  pidsIn(path: string): readonly number[];
  process(pid: number): ProcFacts | undefined;
  args(pid: number): readonly string[];
  /** Ends it at once; false when it was gone. */
  kill(pid: number): boolean;
}

/** Where the hierarchy that tells containers apart is mounted: cgroup v1 and hybrid first, then v2. */
const roots = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup', '/sys/fs/cgroup/unified'] as const;
const GROUPS_LIMIT = 1_000;
const ARGS_LIMIT = 4_096;

export const liveHost: ProcessHost = {
  pidsIn(path) {
    if (path === '' || path.split('/').includes('..')) return [];
    for (const root of roots) {
      const pids = pidsBelow(`${root}${path.startsWith('/') ? '' : '/'}${path}`);
      if (pids.length > 0) return pids;
    }
    return [];
  },
  process: liveProcesses.process,
  args(pid) {
    const text = read(`/proc/${pid}/cmdline`)?.slice(0, ARGS_LIMIT) ?? '';
    return text === '' ? [] : text.replace(/\0$/, '').split('\0');
  },
  kill(pid) {
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      return false; // it ended by itself
    }
  },
};

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

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
}
