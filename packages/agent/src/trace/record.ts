/** Records what the sensor tells on this host, until it is told to stop. */
import { machine, release } from 'node:os';
import type { Logger } from 'pino';
import { type Clock, stoppable } from '../clock.ts';
import { createEngine } from '../enrich/engine.ts';
import { engineSocket } from '../enrich/engine-socket.ts';
import { createEnricher } from '../enrich/enricher.ts';
import { liveProcesses, type ProcessLookup } from '../enrich/proc.ts';
import { AgentError } from '../errors.ts';
import { createSensor } from '../sense/sensor.ts';
import { TRACE_FORMAT } from './format.ts';
import { createTraceWriter } from './writer.ts';

export interface RecordOptions {
  /** Ends in `.gz` for gzip; must not exist. */
  readonly path: string;
  readonly sensorPath: string;
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
  readonly cluster?: string;
  readonly sliceMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends the recording. */
  readonly signal: AbortSignal;
  /** Each second. */
  readonly onProgress?: (progress: RecordProgress) => void;
}

export interface RecordProgress {
  readonly frames: number;
  readonly bytes: number;
  /** Frames the disk was too slow for. */
  readonly dropped: number;
  readonly containers: number;
  readonly durationMs: number;
}

/** Throws AgentError TRACE_NOT_RECORDED when the file cannot be written or the sensor cannot run here. */
export async function recordTrace(options: RecordOptions): Promise<RecordProgress> {
  const { path, sensorPath, dockerSocket, dockerHost, cluster = 'kubernetes', sliceMs, log, signal } = options;
  const clock = stoppable(options.clock);
  const startedAt = clock.now();
  const writer = createTraceWriter(path, {
    format: TRACE_FORMAT,
    recordedAt: startedAt,
    host: { kernel: release(), machine: machine() },
    containers: [],
  });
  const lookup: ProcessLookup = {
    process(pid) {
      const facts = liveProcesses.process(pid);
      if (facts !== undefined) writer.process(facts);
      return facts;
    },
    cgroup: liveProcesses.cgroup,
    pidsIn: liveProcesses.pidsIn,
  };
  // The pipeline's own first half: it asks what a replay will need to be told.
  const enricher = createEnricher({
    clock,
    lookup,
    newRunId: () => 'recording',
    arrivesLive: true,
    sink: { placed() {}, vanished() {}, ask: (id) => engine.inspect(id), event() {}, hello() {} },
  });
  const { containers } = enricher;
  const engine = createEngine({
    socket: () => engineSocket(dockerSocket, dockerHost),
    cluster,
    clock,
    log,
    sink: {
      facts(facts, complete) {
        writer.container(facts);
        containers.facts(facts, complete);
      },
      running: containers.running,
      removed: containers.removed,
      missing: containers.missing,
      connection: containers.engine,
      pulled() {},
    },
  });
  const sensor = createSensor({
    path: sensorPath,
    clock,
    log,
    sink: {
      started: enricher.newRun,
      frame(frame, raw) {
        enricher.frame(frame);
        writer.frame(raw, frame.timeNs);
        if (frame.type === 'hello') for (const text of [`slice * ${sliceMs}`, 'window * 1000']) ask(text);
      },
      gap: enricher.gap,
      recovered: enricher.recovered,
    },
  });

  function ask(text: string): void {
    sensor.command(text).catch((error: unknown) => log.warn({ error }, 'the sensor did not take a setting'));
  }

  function progress(): RecordProgress {
    const { frames, bytes, dropped } = writer.written();
    return { frames, bytes, dropped, containers: containers.all().length, durationMs: clock.now() - startedAt };
  }

  function refuseUnlessAble(): void {
    const { state, reason } = sensor.status();
    if (state !== 'unavailable' || reason === undefined) return;
    throw new AgentError('TRACE_NOT_RECORDED', `Nothing can be recorded here: ${reason.why}`, { hint: reason.hint });
  }

  engine.start();
  sensor.start();
  try {
    await Promise.race([
      writer.failed,
      untilAborted(signal, clock, () => {
        refuseUnlessAble();
        options.onProgress?.(progress());
      }),
    ]);
  } finally {
    engine.stop();
    await sensor.stop();
    clock.stop();
    await writer.close();
  }
  return progress();
}

function untilAborted(signal: AbortSignal, clock: Clock, eachSecond: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.every(1_000, () => {
      try {
        eachSecond();
      } catch (error) {
        cancel();
        reject(error);
      }
    });
    const end = () => {
      cancel();
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
