/** The host's processes, as far as protect needs them. */
import { readFileSync } from 'node:fs';
import { liveProcesses, type ProcFacts } from '../enrich/proc.ts';

export interface ProcessHost {
  /** Every process of a cgroup and of those below it. */
  pidsIn(path: string): readonly number[];
  process(pid: number): ProcFacts | undefined;
  args(pid: number): readonly string[];
  /** Ends it at once; false when it was gone. */
  kill(pid: number): boolean;
}

const ARGS_LIMIT = 4_096;

export const liveHost: ProcessHost = {
  pidsIn: liveProcesses.pidsIn,
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

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
}
