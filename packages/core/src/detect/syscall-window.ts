/**
 * Syscall window: a container makes far more of some system calls than its workload ever did, or a mix it never showed.
 *
 * in     windows of counts
 * out    a suspicion that names the syscalls and by which factor they exceed their 99.9th percentile
 * holds  doing less than usual is never suspicious; each phase is held against its own clean windows
 */
import { technique } from '../act/technique.ts';
import { summarize } from '../explain/summarize.ts';
import { type Phase, phaseAt, phases } from '../learn/block.ts';
import { watchedMs } from '../learn/facts.ts';
import { countsOf } from '../learn/syscall/accumulator.ts';
import { type HistogramModel, histogramModel, type WindowScore } from '../learn/syscall/histogram.ts';
import type { SyscallModel } from '../learn/syscall/model.ts';
import { packCounts } from '../learn/syscall/window-sample.ts';
import { syscallName } from '../syscall/name.ts';
import type { Detector } from './detector.ts';
import { surpriseOf } from './surprise.ts';

const dayMs = 24 * 60 * 60 * 1000;

export const syscallWindow: Detector = {
  id: 'syscall-window',
  behaviour: 'syscall',
  about: 'Windows in which system calls are far more frequent than they ever were, or mixed as never before.',
  inDiscover: false,
  budgetShare: 0.2,
  watch: ({ baseline, alertsPerDay }) => {
    const models = modelsOf(baseline.syscall);
    const replicas = Math.max(1, baseline.containers.smallest.length);
    return (event) => {
      if (event.kind !== 'syscall.window') return undefined;
      const model = models[phaseAt(event.container, event.at)];
      if (model === undefined) return undefined;
      const cells = packCounts(countsOf(event));
      if (cells.length === 0) return undefined;
      const scored = model.score(cells);
      const perDay = (dayMs / Math.max(1, event.durationMs)) * Math.min(replicas, 16);
      const surprise = surpriseOf(model.calibration, scored.score, { perDay, alertsPerDay });
      if (surprise.expectedPerDay > alertsPerDay) return undefined;
      const reason = reasonOf(scored);
      return {
        event,
        process: undefined,
        title: scored.newSyscalls.length > 0 ? 'System calls never made here' : 'Unusual amount of system calls',
        told:
          `${reason} in ${Math.round(event.durationMs)} ms; none of ${model.calibration.n} windows ` +
          `in ${Math.max(1, Math.round(watchedMs(baseline) / 60_000))} min of learning scored as high`,
        technique: technique.nativeApi,
        cause: [scored.newSyscalls.length > 0 ? 'new' : scored.above.length > 0 ? 'more' : 'mix'],
        surprise,
        observed: summarize(event),
        expected: scored.above.slice(0, 5).map(({ token, usual }) => ({
          what: `at most ${usual} ${syscallName(token)} (99.9th percentile)`,
          probability: 0.999,
        })),
        contributions: contributionsOf(scored, surprise.digits),
        evidence: [event.id],
      };
    };
  },
};

/** A phase with too few windows is judged by those of later phases too, then by all. */
function modelsOf(model: SyscallModel): Readonly<Record<Phase, HistogramModel | undefined>> {
  const of = (...some: readonly Phase[]): HistogramModel | undefined =>
    histogramModel(
      some.flatMap((phase) => model.windows[phase].windows),
      model,
    );
  const all = of(...phases);
  const warm = of('warm-up', 'steady') ?? all;
  return { 'start-up': all, 'warm-up': warm, steady: of('steady') ?? warm };
}

function reasonOf({ newSyscalls, newPairs, above }: WindowScore): string {
  if (newSyscalls.length > 0)
    return `made system calls its workload never made (${newSyscalls.slice(0, 5).map(syscallName).join(', ')})`;
  const most = above.slice(0, 3).map(({ token, count, usual }) => `${syscallName(token)} ${factor(count, usual)}`);
  if (most.length > 0) return `made more of some system calls than its workload ever did (${most.join(', ')})`;
  if (newPairs > 0) return `made ${Math.ceil(newPairs)} pairs of system calls together that its workload never did`;
  return 'made a mix of system calls its workload never showed';
}

function factor(count: number, usual: number): string {
  if (usual === 0) return `${count} times instead of none`;
  return `${count} times, ${Number((count / usual).toPrecision(2))} × the 99.9th percentile`;
}

/** Parts of the score, scaled to the digits they add up to. */
function contributionsOf({ score, distance, newSyscalls, newPairs, tail }: WindowScore, digits: number) {
  const share = (part: number): number => Math.round(((part * digits) / score) * 100) / 100;
  return [
    { what: 'counts above the mean, given the others', digits: share(distance) },
    {
      what: `new system calls: ${newSyscalls.map(syscallName).join(', ') || 'none'}`,
      digits: share(10 * newSyscalls.length),
    },
    { what: `new pairs in one window: ${Math.ceil(newPairs)}`, digits: share(3 * Math.log2(1 + newPairs)) },
    { what: 'beyond the 99.9th percentile', digits: share(2 * tail) },
  ].sort((a, b) => b.digits - a.digits);
}
