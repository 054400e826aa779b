/** What a process has used, as /proc tells it. */
import { readFileSync } from 'node:fs';

export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** Ticks a second of utime and stime on every Linux that Node runs on (USER_HZ). */
const ticksPerSecond = 100;

export function usageOf(pid: number): Usage {
  // The command's name may hold blanks and brackets: fields are counted from the last bracket.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const rssKiB = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? 0);
  return { cpuMs: (ticks * 1000) / ticksPerSecond, rssBytes: rssKiB * 1024 };
}

/** The process and all its descendants. */
export function family(pid: number): readonly number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return []; // it ended meanwhile
  }
  return [
    pid,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => family(Number(child))),
  ];
}

export function usageOfFamily(pid: number): Usage {
  return family(pid)
    .map(usageOf)
    .reduce((sum, each) => ({ cpuMs: sum.cpuMs + each.cpuMs, rssBytes: sum.rssBytes + each.rssBytes }), {
      cpuMs: 0,
      rssBytes: 0,
    });
}
