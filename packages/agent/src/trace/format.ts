/**
 * Trace: a recorded stream of frames that replays anywhere without privileges.
 *
 * in     the sensor's frames and what enrichment had to ask of the engine and of /proc
 * out    one file: a header line of JSON, then frames as the sensor wrote them, records of our own between them; gzip or not
 * holds  everything attribution needs is in the file; our records stand before the frames that need them; a reader that does not
 *        know a record skips it
 */

import { crc32 } from 'node:zlib';
import type { ContainerId, EpochMs, WorkloadId } from '@plimsoll/core';
import { z } from 'zod';
import type { ContainerFacts } from '../enrich/container-facts.ts';
import type { ProcFacts } from '../enrich/proc.ts';
import { FIRST_TRACE_TYPE, FRAME_MAGIC, FRAME_MAX_PAYLOAD, FRAME_VERSION, structs } from '../sense/layout.ts';

export const TRACE_FORMAT = 'plimsoll-trace/1';
export const HEADER_LIMIT_BYTES = 1024 * 1024;

export const traceRecords = { container: FIRST_TRACE_TYPE + 1, process: FIRST_TRACE_TYPE + 2 } as const;

const text = z.string().max(4_096);

export const TraceContainer: z.ZodType<ContainerFacts> = z
  .object({
    id: z.string().min(1).max(128),
    name: text,
    image: text,
    imageDigest: text,
    startedAt: z.number().optional(),
    workload: z.string().min(1).max(512),
    volumes: z.array(text).max(1_000).default([]),
  })
  .transform(({ id, startedAt, workload, ...rest }) => ({
    ...rest,
    id: id as ContainerId,
    startedAt: startedAt as EpochMs | undefined,
    workload: workload as WorkloadId,
  }));

export const TraceProcess: z.ZodType<ProcFacts> = z.object({
  pid: z.number().int(),
  ppid: z.number().int(),
  comm: text,
  executable: text,
  startTicks: z.number(),
});

export const TraceHeader = z.object({
  format: z.string(),
  recordedAt: z.number(),
  host: z.object({ kernel: text, machine: text }),
  /** Those that ran when it began; later ones are records. */
  containers: z.array(TraceContainer).max(10_000),
});
export type TraceHeader = z.infer<typeof TraceHeader>;

/** One of our own records as a frame; undefined for one that does not fit, which says nothing a reader could use. */
export function encodeRecord(type: number, timeNs: number, value: unknown): Buffer | undefined {
  const payload = Buffer.from(JSON.stringify(value));
  if (payload.length > FRAME_MAX_PAYLOAD) return undefined;
  const { size, at } = structs.frame_header;
  const frame = Buffer.alloc(size + payload.length);
  frame.writeUInt32LE(FRAME_MAGIC, at.magic);
  frame.writeUInt16LE(type, at.type);
  frame.writeUInt16LE(FRAME_VERSION, at.version);
  frame.writeUInt32LE(payload.length, at.length);
  frame.writeBigUInt64LE(BigInt(Math.max(Math.floor(timeNs), 0)), at.time_ns);
  payload.copy(frame, size);
  frame.writeUInt32LE(crc32(frame), at.checksum);
  return frame;
}
