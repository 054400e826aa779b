/**
 * A recorded trace through the pipeline that runs live.
 *
 * in     a trace file, how much of it to learn from, the mode for the rest
 * out    the findings, in the trace's own time
 * holds  nothing of this host is read or written; the same trace gives the same findings
 */
import { replayTrace } from '@plimsoll/agent';
import { type Detection, defaultLearningSettings, type EpochMs, type Mode } from '@plimsoll/core';
import { pino } from 'pino';
import { createMemoryLink, type MemoryLink } from './memory-link.ts';

export interface ReplayRequest {
  readonly file: string;
  /** 0…1 of the recorded time: until then it is learned. */
  readonly learnUntil: number;
  readonly mode: Mode;
  readonly signal: AbortSignal;
}

export interface ReplayResult {
  readonly frames: number;
  readonly events: number;
  readonly gaps: number;
  readonly workloads: number;
  readonly durationMs: number;
  readonly findings: readonly Detection[];
}

/** Deltas are shipped every 5 s: by then every workload has told what it learned, or has nothing to tell. */
const switchedAfterMs = 10_000;

/** @throws AgentError TRACE_… */
export async function replay({ file, learnUntil, mode, signal }: ReplayRequest): Promise<ReplayResult> {
  const switchAt = learnUntil > 0 ? await momentIn(file, { share: learnUntil, signal }) : 0;
  let now = 0 as EpochMs;
  const link = createMemoryLink({ settings: defaultLearningSettings, now: () => now });
  if (learnUntil === 0) link.apply(mode);
  const result = await play(file, link, (at) => {
    signal.throwIfAborted();
    now = at;
    if (learnUntil === 0 || at < switchAt) return;
    if (at < switchAt + switchedAfterMs) link.applyOnceLearned(mode);
    else link.apply(mode);
  });
  const { frames, events, gaps, durationMs, findings } = result;
  return { frames, events, gaps, durationMs, findings, workloads: link.workloads().length };
}

/** The trace's own time at this share of it: it has to be read once to know how long it is. */
async function momentIn(file: string, { share, signal }: { share: number; signal: AbortSignal }): Promise<number> {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  await play(file, createMemoryLink({ settings: defaultLearningSettings, now: () => last as EpochMs }), (at) => {
    signal.throwIfAborted();
    first = Math.min(first, at);
    last = Math.max(last, at);
  });
  return first + (last - first) * share;
}

function play(file: string, link: MemoryLink, onEvent: (at: EpochMs) => void) {
  let ids = 0;
  return replayTrace({
    path: file,
    link,
    log: pino({ level: 'silent' }),
    // Counted, not random: two replays of one trace are the same in every byte.
    newId: () => `r${(ids++).toString(36).padStart(8, '0')}`,
    onEvent: (event) => onEvent(event.at),
  });
}
