/** Events on the wire: one line to show and to filter by, and the whole event in JSON's terms. */
import type { Event } from '@plimsoll/core';
import { z } from 'zod';
import { EventDetail } from './event-detail.ts';
import { ContainerIdSchema, EpochMsSchema, RecordIdSchema, WorkloadIdSchema } from './id.ts';

export const EventKind = z.enum([
  'process.exec',
  'process.exit',
  'process.privilege',
  'syscall.novelty',
  'syscall.window',
  'gap',
]);
export type EventKind = z.infer<typeof EventKind>;

export const EventRecord = z.object({
  id: RecordIdSchema,
  at: EpochMsSchema,
  kind: EventKind,
  workload: WorkloadIdSchema,
  containerId: ContainerIdSchema,
  containerName: z.string(),
  /** One line for people. */
  summary: z.string(),
  /** The whole event as JSON; 64-bit numbers as decimal strings. */
  detail: z.record(z.string(), z.unknown()),
});
export type EventRecord = z.infer<typeof EventRecord>;

/** The event as the API shows it; `summary` is core's summarize(event), which this package, being types and shapes, leaves out. */
export function eventRecord(event: Event, summary: string): EventRecord {
  return {
    id: event.id,
    at: event.at,
    kind: event.kind,
    workload: event.workload,
    containerId: event.container.id,
    containerName: event.container.name,
    summary,
    detail: EventDetail.encode(event),
  };
}
