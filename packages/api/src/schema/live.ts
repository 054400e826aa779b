/** The live stream: server-sent events, each with a JSON body of one of these. */
import { z } from 'zod';
import { EventRecord } from './event.ts';
import { Finding } from './finding.ts';
import { EpochMsSchema } from './id.ts';
import { ScanJob } from './scan.ts';
import { Status } from './status.ts';

export const LiveMessage = z.discriminatedUnion('type', [
  /** `held` events were not sent because they came faster than people read; `perSecond` counts all of them. */
  z.object({
    type: z.literal('events'),
    events: z.array(EventRecord),
    held: z.number().int(),
    perSecond: z.number(),
    at: EpochMsSchema,
  }),
  z.object({ type: z.literal('finding'), finding: Finding }),
  /** Something about this workload changed: its mode, baseline, containers. */
  z.object({ type: z.literal('workload'), workload: z.string() }),
  /** A scan was queued, goes on or ended. Progress comes at most once a second. */
  z.object({ type: z.literal('scan'), scan: ScanJob }),
  /** Something about this image changed: its findings, uses, workloads. */
  z.object({ type: z.literal('image'), image: z.string() }),
  /** A list of the settings changed. */
  z.object({ type: z.literal('settings'), what: z.enum(['registries', 'schedules', 'exceptions', 'policies']) }),
  z.object({ type: z.literal('status'), status: Status }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
