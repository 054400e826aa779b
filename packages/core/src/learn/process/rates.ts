/**
 * How fast a workload starts programs: in spans of ten seconds of one container, in all and by each program that starts others.
 *
 * in     program starts, in order
 * out    a sample of counts a phase and starter; '' stands for the container as a whole
 * holds  a span is counted once, when it is over; merge is commutative, associative and idempotent while there are no more starters than
 *        `startersKept`, beyond which those with the fewest spans go first
 *
 * Spans are counted from the container's start, so that none lies in two phases, and every node names the same span alike.
 */
import type { ContainerRef, ExecEvent } from '../../event/event.ts';
import type { EpochMs } from '../../record.ts';
import { byPhase, inPhase, type Phase, phaseAt, phases } from '../block.ts';
import { hashText, hashWord } from '../hash.ts';
import { type CountedSpan, type RateSample, rateSampleOf, spansOf, uniteRates } from './rate-sample.ts';

export type RateModel = Readonly<Record<Phase, ReadonlyMap<string, RateSample>>>;

export const spanMs = 10_000;
export const startersKept = 32;
export const anyStarter = '';
const openLimit = 256;
/** Starters of one span that are counted apart; all count for the container. */
const startersCounted = 64;

export const noRates: RateModel = byPhase(() => new Map());

/** The number of a container's span. */
export function spanAt(container: ContainerRef, at: EpochMs): number {
  return Math.max(0, Math.floor((at - container.startedAt) / spanMs));
}

export function mergeRates(a: RateModel, b: RateModel): RateModel {
  return byPhase((phase) => {
    if (b[phase].size === 0) return a[phase];
    const merged = new Map(a[phase]);
    for (const [starter, more] of b[phase]) {
      const known = merged.get(starter);
      merged.set(starter, known === undefined ? more : uniteRates(known, more));
    }
    return capped(merged);
  });
}

export interface StartCounter {
  /** Counts a start; gives the span it belongs to, or undefined when that is over and was handed on. */
  count(container: ContainerRef, at: EpochMs, starter: string): SpanCounts | undefined;
  /** Hands on the spans that ended before. */
  closeBefore(at: EpochMs): void;
}

export interface SpanCounts {
  readonly container: ContainerRef;
  readonly span: number;
  readonly phase: Phase;
  /** By starter, with `anyStarter` for all. */
  readonly counts: Map<string, number>;
}

/** Counts starts in the current span of each container; a span that is over is handed to `closed`. */
export function startCounter(closed: (span: SpanCounts) => void): StartCounter {
  const open = new Map<string, SpanCounts>();

  function close(key: string, span: SpanCounts): void {
    open.delete(key);
    closed(span);
  }

  return {
    count(container, at, starter) {
      const span = spanAt(container, at);
      let current = open.get(container.id);
      if (current !== undefined && current.span !== span) {
        if (span < current.span && current.container.startedAt === container.startedAt) return undefined;
        close(container.id, current);
        current = undefined;
      }
      if (current === undefined) {
        const oldest = open.size >= openLimit ? open.entries().next().value : undefined;
        if (oldest !== undefined) close(...oldest);
        current = { container, span, phase: phaseAt(container, at), counts: new Map() };
        open.set(container.id, current);
      }
      const { counts } = current;
      counts.set(anyStarter, (counts.get(anyStarter) ?? 0) + 1);
      const before = counts.get(starter);
      if (before !== undefined || counts.size <= startersCounted) counts.set(starter, (before ?? 0) + 1);
      return current;
    },
    closeBefore(at) {
      for (const [key, span] of open) {
        if (span.container.startedAt + (span.span + 1) * spanMs < at) close(key, span);
      }
    },
  };
}

export interface RateAccumulator {
  exec(event: ExecEvent, starter: string): void;
  /** What was counted of spans that ended before `now`; the others go on. */
  take(now: EpochMs): RateModel;
}

export function rateAccumulator(): RateAccumulator {
  let gathered = byPhase(() => new Map<string, CountedSpan[]>());
  const counter = startCounter(({ container, span, phase, counts }) => {
    const place = hashWord(hashText(0x7a7e, container.id), container.startedAt % 2 ** 32);
    const hash = inPhase(hashWord(place, span), phase);
    for (const [starter, count] of counts) {
      const spans = gathered[phase].get(starter);
      if (spans === undefined) gathered[phase].set(starter, [{ hash, count }]);
      else spans.push({ hash, count });
    }
  });

  return {
    exec(event, starter) {
      counter.count(event.container, event.at, starter);
    },
    take(now) {
      counter.closeBefore(now);
      const all = gathered;
      gathered = byPhase(() => new Map());
      return byPhase((phase) =>
        capped(new Map([...all[phase]].map(([starter, spans]) => [starter, rateSampleOf(spans)]))),
      );
    },
  };
}

/** The sample of one starter for a phase: a phase that never showed it is held against later ones, then against all. */
export function ratesOf(model: RateModel, phase: Phase, starter: string): RateSample | undefined {
  const of = (...some: readonly Phase[]): RateSample | undefined => {
    const found = some.flatMap((one) => model[one].get(starter) ?? []);
    return found.length === 0 ? undefined : uniteRates(...found);
  };
  if (phase === 'start-up') return of(...phases);
  const warm = (): RateSample | undefined => of('warm-up', 'steady') ?? of(...phases);
  return phase === 'warm-up' ? warm() : (of('steady') ?? warm());
}

function capped(rates: ReadonlyMap<string, RateSample>): ReadonlyMap<string, RateSample> {
  if (rates.size <= startersKept) return rates;
  const ranked = [...rates].sort(([x, a], [y, b]) => spansOf(b) - spansOf(a) || (x < y ? -1 : 1));
  return new Map(ranked.slice(0, startersKept));
}
