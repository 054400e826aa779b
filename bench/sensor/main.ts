/**
 * What the sensor costs a container, a system call.
 *
 * in     nothing: this machine, as root
 * out    a table, or with --json one object on the last line of stdout
 * holds  the kinds of run alternate, so that what else happens on the machine hits all of them; a difference is taken within a
 *        round and the median over rounds is told; a run during which another sensor came or went does not count
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lostOf } from './lost.ts';

const here = dirname(fileURLToPath(import.meta.url));
const sensorFolder = join(here, '../../sensor');
const sensor = join(sensorFolder, 'build/plimsoll-sensor');

const modes = ['none', 'empty', 'count', 'stream'] as const;
type Mode = (typeof modes)[number];
const shapes = ['plain', 'mix'] as const;
type Shape = (typeof shapes)[number];

type Sample = { readonly ns: number; readonly calls: number; readonly ringFull: number; readonly delivered: number };
type Round = Record<Shape, Record<Mode, Sample>>;

const seconds = 0.5;
const warmUp = 0.15;
const loadCpu = cpus().length - 1;
const sensorCpu = 0;

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Where the hierarchy that tells containers apart is mounted. */
function cgroupRoot(): string {
  for (const root of ['/sys/fs/cgroup/pids', '/sys/fs/cgroup']) if (existsSync(join(root, 'cgroup.procs'))) return root;
  throw new Error(
    'no cgroup hierarchy to make a container in: neither /sys/fs/cgroup/pids nor /sys/fs/cgroup holds cgroup.procs',
  );
}

/** Sensors on this machine that are not ours make every run slower. */
function attachedPrograms(): number {
  const programs = JSON.parse(execFileSync('bpftool', ['-j', 'prog', 'show'], { encoding: 'utf8' })) as {
    name?: string;
  }[];
  return programs.filter((program) => program.name?.startsWith('on_sys_exit')).length;
}

/** Waits a while for other sensors to end; tells how many stay. They cost the same in every kind of run, so differences hold. */
async function waitForQuiet(): Promise<number> {
  for (let tries = 0; tries < 300 && attachedPrograms() > 0; tries++) await sleep(100);
  return attachedPrograms();
}

type Running = { readonly child: ChildProcess; readonly output: Buffer[]; readonly ended: Promise<unknown> };

async function startSensor(mode: Mode): Promise<Running> {
  const child = spawn('taskset', ['-c', String(sensorCpu), sensor, '--bench', mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => output.push(bytes));
  const ended = new Promise((done) => child.on('close', done));
  await new Promise((first, fail) => {
    child.stdout?.once('data', first);
    child.once('close', () => fail(new Error(`the sensor ended at once (--bench ${mode}): try ${sensor} --probe`)));
  });
  return { child, output, ended };
}

function runLoad(load: string, cgroup: string, shape: Shape): { ns: number; calls: number } {
  // The container's process, as a runtime makes it: moved into the cgroup from outside, then another mount namespace, then exec.
  const script = `echo $$ > ${cgroup}/cgroup.procs && exec unshare -m ${load} ${shape} ${seconds} ${warmUp} ${loadCpu}`;
  const [, median, calls] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split(' ').map(Number);
  if (median === undefined || calls === undefined) throw new Error('the load printed nothing');
  return { ns: median, calls };
}

/** A run during which another sensor came or went does not count. */
async function measure(mode: Mode, shape: Shape, load: string, cgroup: string, others: number): Promise<Sample> {
  for (let tries = 0; tries < 600; tries++) {
    if (attachedPrograms() !== others) {
      await sleep(500);
      continue;
    }
    const running = mode === 'none' ? undefined : await startSensor(mode);
    const result = runLoad(load, cgroup, shape);
    const alone = attachedPrograms() === others + (running ? 1 : 0);
    running?.child.stdin?.end();
    await running?.ended;
    const lost = running ? lostOf(Buffer.concat(running.output)) : { ringFull: 0, delivered: 0 };
    if (alone) return { ...result, ...lost };
  }
  throw new Error('other sensors keep coming and going: stop them first');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function share(lost: number, delivered: number): number {
  return lost ? Math.round((1000 * lost) / (lost + delivered)) / 1000 : 0;
}

function summary(rounds: readonly Round[], shape: Shape) {
  const over = (mode: Mode, floor: Mode) => round1(median(rounds.map((r) => r[shape][mode].ns - r[shape][floor].ns)));
  const total = (mode: Mode) => round1(median(rounds.map((r) => r[shape][mode].ns)));
  const sum = (mode: Mode, key: 'ringFull' | 'delivered' | 'calls') =>
    rounds.reduce((n, r) => n + r[shape][mode][key], 0);
  return {
    baseline_ns: total('none'),
    floor_ns: total('empty'),
    total_ns: total('count'),
    stream_ns: total('stream'),
    floor_over_baseline: over('empty', 'none'),
    count_over_floor: over('count', 'empty'),
    stream_over_floor: over('stream', 'empty'),
    lost: sum('count', 'ringFull'),
    stream_lost: sum('stream', 'ringFull'),
    stream_lost_share: share(sum('stream', 'ringFull'), sum('stream', 'delivered')),
  };
}

async function run(count: number, others: number): Promise<Round[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const parent = join(cgroupRoot(), `plimsoll-bench-${process.pid}`);
  const cgroup = join(parent, 'be'.padEnd(64, '0'));
  const load = join(folder, 'load');
  const rounds: Round[] = [];
  try {
    execFileSync('cc', ['-O2', '-o', load, join(here, 'load.c')], { stdio: 'inherit' });
    mkdirSync(parent);
    for (let i = 0; i < count; i++) {
      const round = { plain: {}, mix: {} } as Round;
      for (const mode of modes)
        for (const shape of shapes) {
          mkdirSync(cgroup);
          round[shape][mode] = await measure(mode, shape, load, cgroup, others);
          rmdirSync(cgroup);
        }
      rounds.push(round);
      process.stderr.write(`round ${i + 1} of ${count}\n`);
    }
  } finally {
    for (const path of [cgroup, parent]) if (existsSync(path)) rmdirSync(path);
    rmSync(folder, { recursive: true, force: true });
  }
  return rounds;
}

const runs = Math.max(5, option('runs', 7));
execFileSync('make', ['-s', '-C', sensorFolder], { stdio: ['ignore', process.stderr, 'inherit'] });
const others = await waitForQuiet();
if (others)
  process.stderr.write(`${others} other sensor(s) run here: their cost is in every figure, and in no difference\n`);
const rounds = await run(runs, others);
const plain = summary(rounds, 'plain');
const mix = summary(rounds, 'mix');
const result = {
  name: 'sensor',
  value: plain.count_over_floor,
  unit: 'ns',
  peer: 'per-event streaming, same sensor',
  ratio: round1(plain.stream_over_floor / plain.count_over_floor),
  runs,
  method:
    "processor time a system call of a read/write loop in a container's cgroup, pinned; median of batches of 8,192 calls; " +
    'value is the median over interleaved rounds of (counting sensor - empty program at the same tracepoint)',
  ...plain,
  mix,
  others,
  kernel: release(),
};
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  const row = (name: string, key: keyof typeof plain) =>
    process.stdout.write(`${name.padEnd(52)}${String(plain[key]).padStart(10)}${String(mix[key]).padStart(10)}\n`);
  process.stdout.write(`${'ns a system call'.padEnd(52)}${'read/write'.padStart(10)}${'mix of 9'.padStart(10)}\n`);
  row('no sensor', 'baseline_ns');
  row('an empty program (the floor)', 'floor_ns');
  row('the sensor: counts, pairs, 6-grams, history', 'total_ns');
  row('the peer: an event for each call', 'stream_ns');
  row('sensor above the floor', 'count_over_floor');
  row('peer above the floor', 'stream_over_floor');
  row('events the sensor lost', 'lost');
  row('share of its events the peer lost', 'stream_lost_share');
}
