/** One run of a program: how long, and how much memory at its most. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Run {
  readonly ms: number;
  readonly peakMb: number;
  readonly output: string;
}

export function run(
  command: string,
  args: readonly string[],
  {
    env = {},
    allowed = [0],
  }: { readonly env?: Readonly<Record<string, string>>; readonly allowed?: readonly number[] } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let peakKb = 0;
    let output = '';
    let errors = '';
    // The kernel keeps the highest value, so that only what is reached in the last few milliseconds can be missed.
    const watch = setInterval(() => {
      peakKb = Math.max(peakKb, highWaterKb(child.pid));
    }, 5);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const ms = performance.now() - startedAt;
      if (allowed.includes(code ?? -1)) resolve({ ms, peakMb: peakKb / 1024, output });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${errors.slice(-2000)}`));
    });
  });
}

function highWaterKb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It ended between two looks.
    return 0;
  }
}
