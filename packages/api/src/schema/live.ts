/** The live stream: server-sent events, each with a JSON body of one of these. */
import { z } from 'zod';
import { EventRecord } from './event.ts';
import { Finding } from './finding.ts';
import { EpochMsSchema } from './id.ts';
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
  z.object({ type: z.literal('status'), status: Status }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
