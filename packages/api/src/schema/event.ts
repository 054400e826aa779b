/** Events on the wire: enough to show and to filter; everything else as the record tells it. */
import { z } from 'zod';
import { ContainerIdSchema, EpochMsSchema, RecordIdSchema, WorkloadIdSchema } from './common.ts';

export const EventKind = z.enum([
  'process.exec',
  'process.exit',
  'process.privilege',
  'syscall.novelty',
  'syscall.window',
  'gap',
]);
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
