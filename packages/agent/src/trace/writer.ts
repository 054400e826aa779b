/** Writes a trace file while it happens. A disk that does not keep up costs frames, which a reader sees as a gap. */
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ContainerFacts } from '../enrich/container-facts.ts';
import type { ProcFacts } from '../enrich/proc.ts';
import { AgentError, reasonOf } from '../errors.ts';
import { encodeRecord, type TraceHeader, traceRecords } from './format.ts';

export interface TraceWriter {
  frame(raw: Buffer, timeNs: number): void;
  container(facts: ContainerFacts): void;
  process(facts: ProcFacts): void;
  written(): { readonly frames: number; readonly bytes: number; readonly dropped: number };
  /** Resolves when the file is complete; rejects with AgentError TRACE_NOT_RECORDED. */
  close(): Promise<void>;
  /** Rejects as soon as the file cannot be written any more. */
  readonly failed: Promise<never>;
}

const WAITING_LIMIT_BYTES = 32 * 1024 * 1024;

/** @param path ends in `.gz` for gzip; must not exist, since a trace is evidence */
export function createTraceWriter(path: string, header: TraceHeader): TraceWriter {
  const source = new PassThrough({ highWaterMark: WAITING_LIMIT_BYTES });
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const done = path.endsWith('.gz') ? pipeline(source, createGzip(), file) : pipeline(source, file);
  const outcome = done.catch((error: unknown) => {
    throw new AgentError('TRACE_NOT_RECORDED', `The trace ${path} cannot be written: ${reasonOf(error)}.`, {
      hint: 'Choose a file that does not exist yet, in a directory with room.',
      cause: error,
    });
  });
  const failed = outcome.then(() => new Promise<never>(() => {}));
  failed.catch(() => {}); // whoever cares awaits it
  let lastTimeNs = 0;
  let [frames, bytes, dropped] = [0, 0, 0];

  function put(frame: Buffer | undefined): boolean {
    if (frame === undefined || source.destroyed || source.writableLength > WAITING_LIMIT_BYTES) return false;
    source.write(frame);
    bytes += frame.length;
    return true;
  }

  put(Buffer.from(`${JSON.stringify(header)}\n`));
  return {
    frame(raw, timeNs) {
      lastTimeNs = Math.max(lastTimeNs, timeNs);
      if (put(Buffer.from(raw))) frames += 1;
      else dropped += 1;
    },
    container: (facts) => void put(encodeRecord(traceRecords.container, lastTimeNs, facts)),
    process: (facts) => void put(encodeRecord(traceRecords.process, lastTimeNs, facts)),
    written: () => ({ frames, bytes, dropped }),
    async close() {
      source.end();
      await outcome;
    },
    failed,
  };
}
