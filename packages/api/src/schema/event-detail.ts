/**
 * A whole event as JSON: what the store keeps as evidence, and what an agent elsewhere will send.
 *
 * in     an event of the domain, or JSON from outside
 * out    the other of the two; 64-bit numbers are decimal strings, maps are objects
 * holds  decode(encode(event)) equals the event; nothing longer than the sensor's own limits is let in
 */
import type { Event } from '@plimsoll/core';
import { z } from 'zod';
import { EpochMsSchema, RecordIdSchema, WorkloadIdSchema } from './id.ts';
import { ContainerRef, ParentRef, ProcessRef } from './process.ts';

const text = z.string().max(4096);
const count = z.number().int().nonnegative();

const bits = z.codec(z.string().regex(/^-?\d{1,20}$/), z.bigint(), {
  decode: (digits) => BigInt(digits),
  encode: (value) => value.toString(),
});
const counts = z.codec(z.record(z.string().max(64), count), z.map(z.string(), z.number()), {
  decode: (object) => new Map(Object.entries(object)),
  encode: (map) => Object.fromEntries(map),
});

const observed = {
  id: RecordIdSchema,
  at: EpochMsSchema,
  because: z.array(RecordIdSchema).max(64),
  workload: WorkloadIdSchema,
  container: ContainerRef,
};
const stdio = z.enum(['closed', 'file', 'terminal', 'pipe', 'socket', 'local socket', 'null', 'other']);
const call = z.object({ syscall: z.string().max(64), error: z.string().max(32).optional() });

const exec = z.object({
  ...observed,
  kind: z.literal('process.exec'),
  process: ProcessRef,
  replaced: ParentRef.optional(),
  filename: text,
  args: z.array(text).max(4096),
  argsCut: z.boolean(),
  cwd: text,
  stdio: z.tuple([stdio, stdio, stdio]),
  capabilities: bits,
  origin: z.enum(['image', 'writable layer', 'memory', 'deleted', 'volume', 'unknown']),
  entered: z.boolean(),
  script: z.boolean(),
  prevented: z.enum(['no', 'killed', 'dry run']),
});
const exit = z.object({
  ...observed,
  kind: z.literal('process.exit'),
  process: ProcessRef,
  exitCode: z.number().int().optional(),
  signal: z.number().int().optional(),
  lifetimeMs: z.number(),
});
const privilege = z.object({
  ...observed,
  kind: z.literal('process.privilege'),
  process: ProcessRef,
  operation: z.enum([
    'setuid',
    'setgid',
    'capset',
    'ptrace',
    'mount',
    'unshare',
    'setns',
    'new namespace',
    'bpf',
    'module',
    'memfd',
    'other',
  ]),
  syscall: z.string().max(64),
  args: z.array(bits).max(6),
  error: z.string().max(32).optional(),
  detail: z.array(text).max(16),
});
const novelty = z.object({
  ...observed,
  kind: z.literal('syscall.novelty'),
  process: ProcessRef,
  novel: z.object({ syscall: z.boolean(), pair: z.boolean(), ngram: z.boolean() }),
  calls: z.array(call).max(64),
  slice: z.number().int(),
});
const window = z.object({
  ...observed,
  kind: z.literal('syscall.window'),
  durationMs: z.number(),
  slice: z.number().int(),
  counts,
});
const gap = z.object({
  ...observed,
  kind: z.literal('gap'),
  reason: z.enum(['sensor restarted', 'frames garbled', 'events lost', 'rate limited', 'server away']),
  lost: z.number().optional(),
  durationMs: z.number().optional(),
});

export const EventJson = z.discriminatedUnion('kind', [exec, exit, privilege, novelty, window, gap]);

export const EventDetail = {
  /** Plain JSON: safe for JSON.stringify, nothing undefined that matters. */
  encode(event: Event): Record<string, unknown> {
    return z.encode(EventJson, event as z.output<typeof EventJson>);
  },
  /** @throws ZodError for what is not an event. */
  decode(json: unknown): Event {
    return z.decode(EventJson, json as z.input<typeof EventJson>) as Event;
  },
} as const;
