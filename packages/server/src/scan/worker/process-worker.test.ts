/** The real processes: a small program that speaks the protocol in place of the scanner. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanWorker } from '../worker.ts';
import { createProcessWorker, type ProcessWorkerOptions } from './process-worker.ts';

/** Tells who it is; waits to be stopped; asks who the image is; ends. */
const program = `
import { createInterface } from 'node:readline';
const say = (message) => console.log(JSON.stringify(message));
let greeted = false;
for await (const line of createInterface({ input: process.stdin })) {
  if (!greeted) { greeted = true; continue; }
  const { n, op, work, cancel, answer } = JSON.parse(line);
  if (cancel) say({ n, failure: { code: 'ABORTED', message: 'stopped', hint: '' } });
  else if (answer) say({ n, result: process.pid });
  else if (work.text === 'end') process.exit(3);
  else if (work.text === 'ask') say({ n, known: { repository: undefined, digests: [] } });
  else if (work.text !== 'wait') say({ n, result: process.pid });
}
setTimeout(() => process.exit(0), Number(process.argv[2] ?? 0));
`;

let folder: string;
let options: ProcessWorkerOptions;
let worker: ScanWorker;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-worker-'));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  options = {
    command: [process.execPath, file],
    hello: { folder, advisories: folder, vex: folder, trust: folder, dockerSocket: undefined },
    ...{ heapMiB: 64, log: pino({ level: 'silent' }), most: 2 },
  };
  worker = createProcessWorker(options);
});
afterEach(async () => {
  await worker.close();
  rmSync(folder, { recursive: true });
});

const ask = (text: string, watch: Parameters<ScanWorker['call']>[2] = {}) =>
  worker.call('policy', { text }, watch) as unknown as Promise<number>;

describe('processes', () => {
  it('are so many at most, and serve all in turn', async () => {
    const pids = await Promise.all(Array.from({ length: 20 }, () => ask('')));
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
  });

  it('take what waits when one is free, and let go of what is given up', async () => {
    const stops = [new AbortController(), new AbortController(), new AbortController()] as const;
    const [first, second, waiting] = stops.map(({ signal }) => ask('wait', { signal }));
    const last = ask('');
    stops[2].abort();
    await expect(waiting).rejects.toMatchObject({ code: 'SCAN_CANCELLED' });
    stops[0].abort();
    await expect(first).rejects.toMatchObject({ code: 'SCAN_CANCELLED' });
    expect(await last).toBeGreaterThan(0);
    stops[1].abort();
    await expect(second).rejects.toMatchObject({ code: 'SCAN_CANCELLED' });
  });

  it('that end, or cannot be answered, take nothing with them but their own work', async () => {
    const known = () => Promise.reject(new Error('the store is closed'));
    for (let round = 0; round < 3; round++) {
      const [ended, unanswered, ...others] = await Promise.allSettled([
        ask('end'),
        ask('ask', { known }),
        ...Array.from({ length: 6 }, () => ask('')),
      ]);
      expect([ended?.status, unanswered?.status]).toEqual(['rejected', 'rejected']);
      expect(others.map(({ status }) => status)).toEqual(others.map(() => 'fulfilled'));
    }
  });

  it('that were told to end are given no more work', async () => {
    const idleMs = 1;
    const slow = createProcessWorker({ ...options, command: [...options.command, '500'], idleMs });
    const first = await slow.call('policy', { text: '' });
    await pause(50 * idleMs);
    expect(await slow.call('policy', { text: '' })).not.toBe(first);
    await slow.close();
  });

  it('that cannot be started where no file can be opened any more take no work with them for ever', async () => {
    const file = join(folder, 'without-files.ts');
    const module = JSON.stringify(join(import.meta.dirname, 'process-worker.ts'));
    writeFileSync(
      file,
      `import { openSync } from 'node:fs';
      import { createProcessWorker } from ${module};
      const worker = createProcessWorker({ command: ['/bin/true'], hello: ${JSON.stringify(options.hello)}, heapMiB: 64, most: 1, log: {} });
      try { for (;;) openSync('/dev/null', 'r'); } catch {}
      const told = [];
      for (let i = 0; i < 2; i++) await worker.call('policy', { text: '' }).catch(({ code }) => told.push(code));
      await worker.close();
      process.stdout.write(told.join());`,
    );
    const limited = ['-c', 'ulimit -n 100; exec "$0" "$@"', process.execPath, '--conditions=source', file];

    const { stdout } = await promisify(execFile)('sh', limited);
    expect(stdout).toBe('SCAN_WORKER_ENDED,SCAN_WORKER_ENDED');
  });

  it('are refused once it is closed, those that wait too', async () => {
    const all = Promise.allSettled([ask('wait'), ask('wait'), ask('wait')]);
    await worker.close();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(ask('')).rejects.toMatchObject({ code: 'SCAN_CANCELLED' });
  });
});
