/**
 * Start rate: programs are started far faster than the workload ever did, by the container as a whole or by one program.
 *
 * in     program starts, also those that are trusted
 * out    a suspicion with the number, the time it took and what was usual
 * holds  doing less than usual is never suspicious; each phase of a container is held against its own clean spans; what is far
 *        beyond is told a second after it became so, the rest when its span is over
 */
import { isRuntimeStart } from '../act/runtime.ts';
import { technique } from '../act/technique.ts';
import type { ExecEvent } from '../event/event.ts';
import { type Calibration, calibrate } from '../learn/calibration.ts';
import { watchedMs } from '../learn/facts.ts';
import { spansOf, weightedCounts } from '../learn/process/rate-sample.ts';
import { anyStarter, ratesOf, type SpanCounts, spanMs, startCounter } from '../learn/process/rates.ts';
import { starterOf } from '../learn/process/shape.ts';
import type { RecordId } from '../record.ts';
import type { Detector, Surprise, Suspicion } from './detector.ts';
import { surpriseOf } from './surprise.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Rarer than this part of the budget's share is not left until its span is over, only for a second in which it may grow. */
const urgent = 1 / 10;
const patienceMs = 1000;
const never = Number.POSITIVE_INFINITY;
const evidenceKept = 16;
const spansRemembered = 256;
/** Load doubles on clean days too, which the days of learning need not have shown: only what is beyond counts. */
const leeway = 2;
/** A clean span's typical excess, as a natural logarithm. */
const usualExcess = 0.5;

interface Usual {
  readonly calibration: Calibration;
  readonly spans: number;
  readonly perDay: number;
  /** No clean span had more. */
  readonly most: number;
}

/** One starter in one span that had more than any clean span. */
interface Burst {
  readonly span: SpanCounts;
  readonly starter: string;
  last: ExecEvent;
  readonly evidence: RecordId[];
  urgentSince: number;
  told: boolean;
}

export const startRate: Detector = {
  id: 'start-rate',
  behaviour: 'process',
  about: 'Programs started far faster than the workload ever started them.',
  inDiscover: false,
  budgetShare: 0.1,
  watch: ({ baseline, alertsPerDay }) => {
    const usuals = new Map<string, Usual | undefined>();
    const bursts = new Map<string, Burst>();
    const over: Burst[] = [];
    const counter = startCounter((span) => {
      for (const starter of span.counts.keys()) {
        const burst = bursts.get(keyOf(span, starter));
        if (burst === undefined) continue;
        bursts.delete(keyOf(span, starter));
        if (!burst.told) over.push(burst);
      }
    });

    return (event) => {
      if (event.kind === 'syscall.window') counter.closeBefore(event.at);
      else if (event.kind === 'process.exec' && !isRuntimeStart(event)) gather(event);
      else return undefined;
      for (const burst of bursts.values()) {
        if (burst.told || event.at - burst.urgentSince < patienceMs) continue;
        const ripe = suspect(burst, urgent);
        if (ripe !== undefined) return told(burst, ripe);
      }
      for (let burst = over.shift(); burst !== undefined; burst = over.shift()) {
        const late = burst.told ? undefined : suspect(burst, 1);
        if (late !== undefined) return told(burst, late);
      }
      return undefined;
    };

    function gather(event: ExecEvent): void {
      const starter = starterOf(event);
      const span = counter.count(event.container, event.at, starter);
      if (span === undefined) return;
      // The program that does it says more than that the container does: it stands first.
      for (const one of [starter, anyStarter]) {
        if ((span.counts.get(one) ?? 0) <= (usualOf(span, one)?.most ?? never)) continue;
        const burst = burstOf(event, span, one);
        if (burst.urgentSince === never && suspect(burst, urgent) !== undefined) burst.urgentSince = event.at;
      }
    }

    /** Of one burst there is one finding: the container's as a whole says nothing more. */
    function told(burst: Burst, suspicion: Suspicion): Suspicion {
      burst.told = true;
      const whole =
        bursts.get(keyOf(burst.span, anyStarter)) ??
        over.find(({ span, starter }) => span === burst.span && starter === anyStarter);
      if (whole !== undefined) whole.told = true;
      return suspicion;
    }

    function burstOf(event: ExecEvent, span: SpanCounts, starter: string): Burst {
      const key = keyOf(span, starter);
      let burst = bursts.get(key);
      if (burst === undefined) {
        if (bursts.size >= spansRemembered) bursts.delete(bursts.keys().next().value as string);
        burst = { span, starter, last: event, evidence: [], urgentSince: never, told: false };
        bursts.set(key, burst);
      }
      burst.last = event;
      if (burst.evidence.push(event.id) > evidenceKept) burst.evidence.shift();
      return burst;
    }

    /** @param part of the budget's share that it may use up at most */
    function suspect(burst: Burst, part: number): Suspicion | undefined {
      const usual = usualOf(burst.span, burst.starter);
      if (usual === undefined) return undefined;
      const count = burst.span.counts.get(burst.starter) ?? 0;
      const { perDay } = usual;
      const surprise = surpriseOf(usual.calibration, Math.log(count / leeway), { perDay, alertsPerDay });
      return surprise.expectedPerDay > part * alertsPerDay ? undefined : suspicionOf(burst, { usual, surprise, count });
    }

    function usualOf({ phase }: SpanCounts, starter: string): Usual | undefined {
      const key = `${phase}/${starter}`;
      if (!usuals.has(key)) {
        if (usuals.size >= spansRemembered) usuals.clear();
        const rates = ratesOf(baseline.process.rates, phase, starter);
        usuals.set(
          key,
          rates && {
            calibration: calibrate(weightedCounts(rates, Math.log), usualExcess),
            spans: spansOf(rates),
            perDay: (spansOf(rates) * dayMs) / Math.max(spanMs, watchedMs(baseline)),
            most: rates.largest[0]?.count ?? 0,
          },
        );
      }
      return usuals.get(key);
    }
  },
};

function keyOf({ container, span }: SpanCounts, starter: string): string {
  return `${container.id}/${container.startedAt}/${span}/${starter}`;
}

interface Scored {
  readonly usual: Usual;
  readonly surprise: Surprise;
  readonly count: number;
}

function suspicionOf({ span, starter, last: event, evidence }: Burst, { usual, surprise, count }: Scored): Suspicion {
  const seconds = Math.max(1, Math.ceil((event.at - span.container.startedAt - span.span * spanMs) / 1000));
  const whole = starter === anyStarter;
  const normal = normalOf(usual);
  const started = `${count} programs in ${seconds} s`;
  return {
    event,
    process: undefined,
    title: 'Programs started far faster than ever',
    told: `${whole ? `started ${started}` : `had \`${starter}\` start ${started}`}; ${normal.told}`,
    technique: technique.interpreter,
    cause: [starter],
    surprise,
    observed: `${started}${whole ? '' : `, started by ${starter}`}`,
    expected: [{ what: `at most ${normal.count} programs in ${spanMs / 1000} s`, probability: normal.share }],
    contributions: [{ what: `${whole ? 'all starts' : `starts by ${starter}`} in one span`, digits: surprise.digits }],
    evidence: [...evidence],
  };
}

/** A 99.9th percentile needs a thousand spans; of fewer there is only the largest. */
function normalOf({ calibration, spans, most }: Usual): { count: number; share: number; told: string } {
  const length = `${spanMs / 1000} s`;
  if (spans < 1000) {
    const told = `the most while it learned was ${most} (in ${spans} ${spans === 1 ? 'span' : 'spans'} of ${length} in which there were any)`;
    return { count: most, share: rounded(spans / (spans + 1)), told };
  }
  const count = Math.round(Math.exp(calibration.scoreAt(0.001)));
  return { count, share: 0.999, told: `the 99.9th percentile while it learned was ${count} in ${length}` };
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
