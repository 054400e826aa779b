import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameWriter } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

const second = 1_000_000_000n;
const cgroup = 77n;
let folder: string;
let trace: string;

/** Ten minutes of a worker that starts one program; in the last one also `sh` with a socket for its input, and a new program. */
function bytes(): Buffer {
  const frames = frameWriter();
  const parts = [
    frames.at(100n * second).hello(),
    frames.container({ cgroup, path: `/system.slice/docker-${'ab'.repeat(32)}.scope` }),
  ];
  const exec = (pid: number, path: string, stdio?: readonly [number, number, number]) =>
    frames.exec(cgroup, {
      process: { pid, ppid: 1, comm: 'x', startNs: BigInt(pid) },
      path,
      parentComm: 'init',
      ...(stdio && { stdio }),
    });
  for (let at = 0n; at < 600n; at += 2n) {
    frames.at((100n + at) * second);
    parts.push(exec(1000 + Number(at), '/usr/bin/worker'));
    if (at === 570n) parts.push(exec(5000, '/usr/bin/unheard-of'), exec(5001, '/bin/sh', [4, 4, 4]));
  }
  return Buffer.concat(parts);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-replay-'));
  trace = join(folder, 'worker.trace');
  const header = {
    format: 'plimsoll-trace/1',
    recordedAt: 1_700_000_100_000,
    host: { kernel: '6.12', machine: 'x86_64' },
    containers: [],
  };
  writeFileSync(trace, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes()]));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();

describe('a replay', () => {
  it('in discover tells only what is never learned', async () => {
    const { findings, workloads, frames } = await replay({ file: trace, learnUntil: 0, mode: 'discover', signal });
    expect(findings.map(({ detector }) => detector)).toEqual(['never-learned']);
    expect({ workloads, frames }).toEqual({ workloads: 1, frames: 304 });
  });

  it('after learning tells also what is new, and nothing of what was learned', async () => {
    const { findings } = await replay({ file: trace, learnUntil: 0.6, mode: 'monitor', signal });
    const executables = findings.map(({ process }) => process?.executable);
    expect(executables).toContain('/usr/bin/unheard-of');
    expect(executables).toContain('/bin/sh');
    expect(executables).not.toContain('/usr/bin/worker');
  });

  it('is the same each time, to the byte', async () => {
    const ask = { file: trace, learnUntil: 0.6, mode: 'monitor', signal } as const;
    expect(await replay(ask)).toEqual(await replay(ask));
  });

  it('ends when it is told to', async () => {
    await expect(
      replay({ file: trace, learnUntil: 0, mode: 'discover', signal: AbortSignal.abort() }),
    ).rejects.toThrow();
  });
});
