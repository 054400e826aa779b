/**
 * Records the golden trace of the web workload: clean load first, then every act.
 *
 * in     the file to write, as root: `node --conditions=source e2e/record-web-trace.ts traces/web-attack.trace.gz`
 * out    the trace; the share of its time that is clean is printed for `replay --learn-until`
 * holds  nothing runs in the engine but the two replicas
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEngine } from '@plimsoll/testkit';
import { dev } from './plimsoll.ts';
import { acts } from './workload/acts.ts';
import { importWebImage } from './workload/image.ts';
import { startReplica, visit } from './workload/web.ts';

const learnMs = 60_000;
const cleanMs = 20_000;

const file = process.argv[2];
if (file === undefined) throw new Error('Name the file to write.');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-trace-'));
const engine = await startEngine(join(folder, 'engine'));
let recorder: ChildProcess | undefined;
try {
  await importWebImage(engine);
  recorder = spawn(dev, ['plimsoll', 'record', file, '--engine', engine.socket, '--learn-slice', '1s'], {
    stdio: 'inherit',
  });
  const ended = once(recorder, 'close');
  await pause(3_000);
  const began = Date.now();
  const replicas = [await startReplica(engine, folder, 'web-1'), await startReplica(engine, folder, 'web-2')];
  await visit(replicas, 50, learnMs);
  const learned = Date.now();
  await visit(replicas, 50, cleanMs);
  for (const act of acts) {
    await act.run(engine, 'web-1');
    await pause(500);
  }
  await pause(1_500);
  recorder.kill('SIGINT');
  await ended;
  process.stdout.write(`--learn-until ${Math.floor((100 * (learned - began)) / (Date.now() - began))}%\n`);
} finally {
  recorder?.kill('SIGINT');
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
