/** Plays a trace through the same stages as live frames, in the trace's own time. */
import type { ServerLink } from '@plimsoll/api';
import type { Detection, EpochMs, Event } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { ProcFacts } from '../enrich/proc.ts';
import { AgentError, reasonOf } from '../errors.ts';
import { createPipeline, type Pipeline } from '../pipeline.ts';
import { createDecoder, type DecoderGap } from '../sense/decoder.ts';
import type { Frame, TraceFrame } from '../sense/frame.ts';
import { TraceContainer, TraceProcess, traceRecords } from './format.ts';
import { openTrace } from './reader.ts';
import { createTraceClock } from './trace-clock.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly link: ServerLink;
  readonly log: Logger;
  readonly newId: () => string;
  /** Hears each event after it was judged. */
  readonly onEvent?: (event: Event) => void;
}

export interface ReplayResult {
  readonly recordedAt: EpochMs;
  /** From the first frame to the last, in the trace's time. */
  readonly durationMs: number;
  readonly frames: number;
  readonly events: number;
  readonly gaps: number;
  readonly skippedBytes: number;
  readonly containers: number;
  readonly findings: readonly Detection[];
}

/** Processes of which a trace may tell; more would be no trace of ours. */
const PROCESSES_LIMIT = 100_000;
/** Time after the last frame in which what still waits for a name is let go. */
const LAST_WAIT_MS = 3_000;

/** Throws AgentError TRACE_…; frames that are garbled are a gap, as they are live. */
export async function replayTrace({ path, link, log, newId, onEvent }: ReplayOptions): Promise<ReplayResult> {
  const { header, chunks } = await openTrace(path);
  const clock = createTraceClock(header.recordedAt as EpochMs);
  const processes = new Map<number, ProcFacts>();
  const findings: Detection[] = [];
  const containers = new Set<string>();
  let events = 0;
  let frames = 0;
  let skippedBytes = 0;
  let offsetNs = 0;
  let [firstAt, lastAt] = [0, 0];

  const { enricher, stages }: Pipeline = createPipeline({
    clock,
    link,
    log,
    newId,
    lookup: { process: (pid) => processes.get(pid), cgroup: () => undefined, pidsIn: () => [...processes.keys()] },
    arrivesLive: false,
    sink: {
      placed: (place) => containers.add(place.container.id),
      vanished: () => {},
      ask: () => {}, // the trace's records tell, or nobody
      hello: (hello) => {
        offsetNs = hello.realtimeOffsetNs;
      },
      finding: (finding) => findings.push(finding),
      order: () => {},
      event(event) {
        events += 1;
        onEvent?.(event);
      },
    },
  });
  enricher.containers.engine(true);
  for (const facts of header.containers) enricher.containers.facts(facts, true);

  // Played after the chunk is decoded, and in order: a gap belongs between two frames.
  const read: (Frame | DecoderGap)[] = [];
  const decoder = createDecoder({
    frame: (frame) => read.push(frame),
    gap: (gap) => read.push(gap),
    unknown: (type, version) => log.warn({ type, version }, 'the trace has frames that this version cannot read'),
  });

  for await (const chunk of chunks) {
    decoder.push(chunk);
    await playAll();
  }
  decoder.end();
  await playAll();
  if (frames === 0) {
    throw new AgentError('TRACE_BROKEN', `The trace ${path} holds not one good frame.`, {
      hint: 'Copy or record it again.',
    });
  }
  clock.advanceTo((clock.now() + LAST_WAIT_MS) as EpochMs);
  await stages.stop();
  const { recordedAt } = header;
  const durationMs = lastAt - firstAt;
  const gaps = enricher.gaps();
  return {
    recordedAt: recordedAt as EpochMs,
    durationMs,
    frames,
    events,
    gaps,
    skippedBytes,
    containers: containers.size,
    findings,
  };

  async function playAll(): Promise<void> {
    for (const step of read.splice(0)) {
      if ('type' in step) await play(step);
      else {
        skippedBytes += step.skippedBytes;
        enricher.gap(step);
      }
    }
  }

  async function play(frame: Frame): Promise<void> {
    if (frame.type === 'trace') return keep(frame);
    frames += 1;
    if (frame.type === 'hello') {
      if (frames > 1) enricher.recovered(0);
      enricher.newRun();
      offsetNs = frame.realtimeOffsetNs;
    }
    lastAt = Math.max(lastAt, Math.round((frame.timeNs + offsetNs) / 1e6));
    if (firstAt === 0) firstAt = lastAt;
    // What a timer sent must arrive before time goes on, or orders would come later than they did.
    if (clock.advanceTo(lastAt as EpochMs)) await stages.arrived();
    enricher.frame(frame);
  }

  function keep({ record, text }: TraceFrame): void {
    try {
      if (record === traceRecords.container) enricher.containers.facts(TraceContainer.parse(JSON.parse(text)), true);
      if (record === traceRecords.process && processes.size < PROCESSES_LIMIT) {
        const facts = TraceProcess.parse(JSON.parse(text));
        processes.set(facts.pid, facts);
      }
    } catch (error) {
      log.warn({ error: reasonOf(error) }, 'a record of the trace cannot be read and is skipped');
    }
  }
}
