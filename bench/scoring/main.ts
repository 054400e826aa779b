/**
 * `./dev bench scoring`: what judging and learning cost, and how much memory a workload takes.
 *
 * in     events of a simulated web workload: a clean stream, and one in which every fifth sequence is new
 * out    ns an event of the judge and of the learner, MiB a workload, events a second; with --json one object as the last line
 * holds  the peer is measured in the same run over the same events: STIDE, plain membership of the last six calls in a Set
 */
import {
  type BatchId,
  createJudge,
  createLearner,
  decodeBaseline,
  type Event,
  type ExecEvent,
  emptyBaseline,
  encodeBaseline,
  mergeBaselines,
  type NoveltyEvent,
  type RecordId,
  syscallName,
  type Workload,
} from '@plimsoll/core';
import { mulberry32, replica } from '../../packages/core/src/detect/web-workload.fixture.ts';
import { begin, exec, ms, novelty, processRef, web, windowOf } from '../../packages/core/src/event/events.fixture.ts';

const runs = 7;
const settings = { sliceMs: 1000, alertBudgetPerDay: 100, minimumMs: 60_000, minimumStarts: 2 };
const workload: Workload = {
  id: web,
  firstSeenAt: ms(begin),
  lastSeenAt: ms(begin),
  mode: 'monitor',
  dryRun: true,
  declaredReady: true,
};

const training = [
  ...replica({ name: 'web-1', seed: 1, seconds: 120 }),
  ...replica({ name: 'web-2', seed: 2, seconds: 120 }),
];
const learner = createLearner(emptyBaseline());
for (const event of training) learner.observe(event);
const baseline = mergeBaselines(emptyBaseline(), learner.takeDelta('bench:1' as BatchId) ?? emptyBaseline());

const clean = [...replica({ name: 'web-1', seed: 11, fromSecond: 120, seconds: 60 })];
const novelties = mixed(clean.filter((event): event is NoveltyEvent => event.kind === 'syscall.novelty'));
const execs = mixedStarts(20_000);
const windows = clean.filter(({ kind }) => kind === 'syscall.window');

const judgeNovelty = median(() => perEvent(novelties, judgeAll));
const judgeExec = median(() => perEvent(execs, judgeAll));
const judgeWindow = median(() => perEvent(Array.from({ length: 40 }, () => windows).flat(), judgeAll));
const learn = median(() => perEvent(training, learnAll));
const stide = median(() => perEvent(novelties, setMembership(training)));
const fit = median(() => {
  const before = process.hrtime.bigint();
  const judge = createJudge({ workload, baseline, version: 1, settings, newId });
  for (const event of [novelties[0], execs[0], windows[0]]) if (event) judge.judge(event);
  return Number(process.hrtime.bigint() - before) / 1e6;
});
const encoded = encodeBaseline(baseline);
const decode = median(() => {
  const before = process.hrtime.bigint();
  mergeBaselines(decodeBaseline(encoded), baseline);
  return Number(process.hrtime.bigint() - before) / 1e6;
});
const mebibytes = memoryOfFullWorkload();

const figures = {
  judgeNoveltyNs: round(judgeNovelty),
  judgeExecNs: round(judgeExec),
  judgeWindowNs: round(judgeWindow),
  learnNs: round(learn),
  stideNs: round(stide),
  fitMs: round(fit),
  decodeAndMergeMs: round(decode),
  baselineMiB: round(mebibytes),
  encodedKiB: round(encoded.length / 1024),
};
for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${value}`);
if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify({
      name: 'scoring',
      value: figures.judgeNoveltyNs,
      unit: 'ns a novelty judged',
      peer: figures.stideNs,
      peerName: 'STIDE: membership of the last six calls in a Set',
      ratio: round(judgeNovelty / stide),
      runs,
      eventsPerSecond: Math.round(1e9 / judgeNovelty),
      ...figures,
      method: `median of ${runs} runs over ${novelties.length} novelties (one in five unknown), ${execs.length} program starts (one in ten unknown) and ${windows.length * 40} windows of a simulated web workload learned from two replicas for 120 s; memory is of a baseline filled to its capacities`,
    }),
  );
}

function judgeAll(): (event: Event) => void {
  const judge = createJudge({ workload, baseline, version: 1, settings, newId });
  return (event) => void judge.judge(event);
}

function learnAll(): (event: Event) => void {
  const fresh = createLearner(baseline);
  return (event) => fresh.observe(event);
}

function setMembership(events: readonly Event[]): () => (event: Event) => void {
  const known = new Set<string>();
  const gram = ({ calls }: NoveltyEvent): string =>
    calls
      .slice(-6)
      .map(({ syscall }) => syscall)
      .join();
  for (const event of events) if (event.kind === 'syscall.novelty') known.add(gram(event));
  const unknown = new Uint32Array(1);
  return () => (event) => {
    if (event.kind === 'syscall.novelty' && !known.has(gram(event))) unknown[0] = (unknown[0] as number) + 1;
  };
}

/** The first pass over the events fits the models and warms the compiler up; the second is timed. */
function perEvent(events: readonly Event[], make: () => (event: Event) => void): number {
  const see = make();
  for (const event of events) see(event);
  const before = process.hrtime.bigint();
  for (const event of events) see(event);
  return Number(process.hrtime.bigint() - before) / events.length;
}

function median(measure: () => number): number {
  return Array.from({ length: runs }, measure).sort((a, b) => a - b)[runs >> 1] as number;
}

function mixed(events: readonly NoveltyEvent[]): readonly NoveltyEvent[] {
  const random = mulberry32(9);
  const names = 'read write openat close mmap brk futex stat'.split(' ');
  return Array.from({ length: 10 }, () => events)
    .flat()
    .map((event, i) =>
      i % 5 === 0
        ? novelty(
            Array.from({ length: 16 }, () => names[Math.floor(random() * names.length)] as string),
            { slice: i, container: event.container },
          )
        : event,
    );
}

/** One in ten is of a program the workload never started; the others are those it starts. */
function mixedStarts(count: number): readonly ExecEvent[] {
  const known = training.filter((event): event is ExecEvent => event.kind === 'process.exec');
  return Array.from({ length: count }, (_, i) => {
    if (i % 10 > 0) return known[i % known.length] as ExecEvent;
    const tool = processRef({ pid: i, comm: 'tool', executable: `/usr/bin/tool-${i % 50}` });
    return exec({ process: tool, args: ['tool', '-c', `/srv/data/${i}`, String(i)] });
  });
}

/** A learner fed with more than any table takes, then measured as bytes on the heap. */
function memoryOfFullWorkload(): number {
  const random = mulberry32(4);
  const names = Array.from({ length: 300 }, (_, token) => syscallName(token));
  const pick = (): string => names[Math.floor(random() * names.length)] as string;
  const full = createLearner(emptyBaseline());
  for (let i = 0; i < 120_000; i++) {
    full.observe(novelty(Array.from({ length: 6 }, pick), { slice: i >> 6 }));
  }
  for (let i = 0; i < 6000; i++) {
    const counts = Object.fromEntries(Array.from({ length: 40 }, () => [pick(), Math.floor(random() * 1000) + 1]));
    full.observe(windowOf(counts, { slice: i, at: begin + 90_000 + i * 1000 }));
  }
  for (const start of execs.slice(0, 6000)) {
    full.observe({ ...start, process: { ...start.process, executable: `/opt/${start.process.pid}/tool` } });
  }
  const bytes = encodeBaseline(full.takeDelta('full:1' as BatchId) ?? emptyBaseline());
  globalThis.gc?.();
  const before = process.memoryUsage();
  const held = decodeBaseline(bytes);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return held.syscall.ngrams.size > 0 ? Math.max(0, grown) / 2 ** 20 : 0;
}

function newId(): RecordId {
  return 'bench' as RecordId;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
