/**
 * Syscall novelty: a process makes system calls, or in an order, that the workload never showed.
 *
 * in     novelties from the kernel
 * out    one suspicion a process and slice, when its new things together are rarer than the budget allows
 * holds  what a start-up showed is known in steady running too, but each phase is held against its own clean blocks
 */
import { isRuntime } from '../act/runtime.ts';
import { technique } from '../act/technique.ts';
import type { NoveltyEvent } from '../event/event.ts';
import { callsLine } from '../explain/summarize.ts';
import type { Technique } from '../finding/finding.ts';
import type { Baseline } from '../learn/baseline.ts';
import { sumOf } from '../learn/batch.ts';
import { phaseAt } from '../learn/block.ts';
import { blocksADay, blocksOf } from '../learn/facts.ts';
import { tokensOf } from '../learn/syscall/accumulator.ts';
import { ngramOrder, packNgram, packPair } from '../learn/syscall/ngram.ts';
import { type NoveltyModel, newness, noveltyModel } from '../learn/syscall/novelty.ts';
import type { RecordId } from '../record.ts';
import { syscallName } from '../syscall/name.ts';
import { firstUseWeight } from '../syscall/ordinary.ts';
import type { Detector, Surprise, Suspicion, ToldProcesses } from './detector.ts';
import { surpriseOf } from './surprise.ts';

export const syscallNovelty: Detector = {
  id: 'syscall-novelty',
  behaviour: 'syscall',
  about: 'System calls, and orders of system calls, that the workload never showed.',
  inDiscover: false,
  budgetShare: 0.4,
  watch: ({ baseline, alertsPerDay }) => {
    const { syscalls, pairs, ngrams } = baseline.syscall;
    const model = noveltyModel(baseline.syscall);
    const perDay = blocksADay(baseline, 'syscall');
    const groups = new Map<string, Group>();
    const tokens = new Uint16Array(ngramOrder);
    const slices = blocksOf(baseline, 'syscall');

    const ripe: Group[] = [];

    return (event, told) => {
      if (event.kind === 'syscall.novelty' && slices > 0) gather(event, told);
      const next = ripe[0];
      if (next === undefined) return undefined;
      if (next.surprise.expectedPerDay > urgent * alertsPerDay && event.at - next.ripeAt < patienceMs) return undefined;
      ripe.shift();
      return tell(next, model, baseline, slices);
    };

    function gather(event: NoveltyEvent, told: ToldProcesses): void {
      const count = tokensOf(event, tokens);
      if (count === 0) return;
      const last = tokens[count - 1] as number;
      const pair = count < 2 ? 0 : packPair(tokens[count - 2] as number, last);
      const { high, low } = count < ngramOrder ? { high: 0, low: 0 } : packNgram(tokens, 0);
      const newSyscall = event.novel.syscall ? newness(syscalls.trust(0, last)) : 0;
      const newPair = event.novel.pair && count >= 2 ? newness(pairs.trust(0, pair)) : 0;
      const newNgram = event.novel.ngram && count === ngramOrder ? newness(ngrams.trust(high, low)) : 0;
      if (newSyscall === 0 && newPair === 0 && newNgram === 0) return;
      if (isRuntime(event.process, event.at) || told.has(event.container.id, event.process.pid, event.at)) return;

      const digits = newNgram === 0 ? 0 : newNgram * model.language.digits(tokens, count);
      const group = groupOf(groups, event);
      group.syscalls += newSyscall * firstUseWeight(last);
      group.pairs += newPair;
      group.ngramDigits += digits;
      group.ngrams += newNgram === 0 ? 0 : 1;
      if (newSyscall > 0 && group.newCalls.length < maxNamed) group.newCalls.push(syscallName(last));
      const weight = 4 * newSyscall + 2 * newPair + digits / 4;
      if (weight > group.bestWeight) {
        group.bestWeight = weight;
        group.best = event;
      }
      if (group.evidence.length < maxEvidence) group.evidence.push(event.id);
      const calibration = model.calibration[phaseAt(event.container, event.at)];
      group.surprise = surpriseOf(calibration, model.score(group), { perDay, alertsPerDay });
      if (group.ripeAt !== never || group.surprise.expectedPerDay > alertsPerDay) return;
      group.ripeAt = event.at;
      if (ripe.length < maxRipe) ripe.push(group);
    }
  },
};

/** Rarer than this part of the budget's share is told at once; what is nearer to it may still grow for a moment. */
const urgent = 1 / 10;
const patienceMs = 500;
const maxRipe = 64;
const never = Number.POSITIVE_INFINITY;
const maxNamed = 8;
const maxEvidence = 16;
const maxGroups = 2048;

interface Group {
  syscalls: number;
  pairs: number;
  ngramDigits: number;
  ngrams: number;
  readonly newCalls: string[];
  surprise: Surprise;
  ripeAt: number;
  bestWeight: number;
  best: NoveltyEvent;
  readonly evidence: RecordId[];
}

function groupOf(groups: Map<string, Group>, event: NoveltyEvent): Group {
  const key = `${event.container.id}/${event.slice}/${event.process.pid}`;
  let group = groups.get(key);
  if (group === undefined) {
    if (groups.size >= maxGroups) groups.delete(groups.keys().next().value as string);
    const surprise = { digits: 0, threshold: 0, expectedPerDay: never, supported: false };
    group = {
      ...{ syscalls: 0, pairs: 0, ngramDigits: 0, ngrams: 0, newCalls: [], evidence: [] },
      ...{ surprise, ripeAt: never, bestWeight: 0, best: event },
    };
    groups.set(key, group);
  }
  return group;
}

function tell(group: Group, model: NoveltyModel, baseline: Baseline, slices: number): Suspicion {
  const event = group.best;
  const tokens = new Uint16Array(ngramOrder);
  const expected = model.language.expected(tokens, tokensOf(event, tokens));
  const { process } = event;
  const calls = sumOf(baseline.sources, 'calls');
  const saw = event.calls.at(-1)?.syscall ?? 'nothing';
  const parts = model.parts(group);
  const never = calls > 0 ? `never in ${amount(calls)} calls and ${slices} slices` : `never in ${slices} slices`;
  const after = expected.after.length === 0 ? 'first of all' : `after ${expected.after.join(', ')}`;
  const instead = expected.next.map(({ what, probability }) => `${what} (${Math.round(probability * 100)} %)`);
  return {
    event,
    surprise: group.surprise,
    process,
    title: group.newCalls.length > 0 ? 'System call never made here' : 'Order of system calls never seen here',
    told:
      `${group.newCalls.length > 0 ? `made system calls this workload never made (${group.newCalls.join(', ')})` : 'made system calls in an order this workload never showed'}: ` +
      `${after}${instead.length === 0 ? '' : ` expected ${instead.join(' or ')},`} saw ${saw}, ${never}`,
    technique: techniqueOf(group.newCalls),
    cause: [process.executable || process.comm],
    observed: callsLine(event.calls),
    expected: expected.next,
    contributions: [
      { what: `new system calls: ${group.newCalls.join(', ') || 'none'}`, digits: rounded(parts.syscalls) },
      { what: `new pairs: ${Math.ceil(group.pairs)}`, digits: rounded(parts.pairs) },
      { what: `new sequences of ${ngramOrder}: ${group.ngrams}`, digits: rounded(parts.ngramDigits) },
    ].sort((a, b) => b.digits - a.digits),
    evidence: [...group.evidence],
  };
}

const techniques: ReadonlyMap<string, Technique> = new Map<string, Technique>([
  ['memfd_create', technique.reflective],
  ['execveat', technique.reflective],
  ['process_vm_readv', technique.injectionOther],
  ['userfaultfd', technique.exploitation],
  ['keyctl', technique.exploitation],
  ['add_key', technique.exploitation],
  ['perf_event_open', technique.exploitation],
]);

function techniqueOf(newCalls: readonly string[]): Technique {
  const known = newCalls
    .map((name) => techniques.get(name.replace('compat:', '')))
    .find((found) => found !== undefined);
  return known ?? technique.nativeApi;
}

/** `1.3 M`, `412 k`, `97` */
function amount(count: number): string {
  if (count >= 1e9) return `${Number((count / 1e9).toPrecision(2))} G`;
  if (count >= 1e6) return `${Number((count / 1e6).toPrecision(2))} M`;
  return count >= 10_000 ? `${Number((count / 1000).toPrecision(3))} k` : String(count);
}

function rounded(digits: number): number {
  return Math.round(digits * 100) / 100;
}
