/** Can we see? Quiet and blind never look alike. */
import { z } from 'zod';
import { ContainerIdSchema, EpochMsSchema } from './id.ts';

/** One thing that may keep us from seeing, and what to do about it. */
export const Blindness = z.object({
  /** What is not seen, so that "Not seen: …" reads well: `what containers do`. */
  what: z.string(),
  why: z.string(),
  hint: z.string(),
  since: EpochMsSchema,
});
export type Blindness = z.infer<typeof Blindness>;

export const Losses = z.object({
  ringFull: z.number().int(),
  threadsFull: z.number().int(),
  containersFull: z.number().int(),
  heldBack: z.number().int(),
  cut: z.number().int(),
  delivered: z.number().int(),
});
export type Losses = z.infer<typeof Losses>;

export const NodeHealth = z.object({
  node: z.string(),
  kernel: z.string(),
  /** `running` is the only state in which absence of findings means anything. */
  sensor: z.enum(['running', 'starting', 'restarting', 'unavailable']),
  sensorSince: EpochMsSchema,
  restarts: z.number().int(),
  gaps: z.number().int(),
  engine: z.enum(['connected', 'unavailable']),
  /** Why nothing can be stopped here; null or left out when it can. */
  cannotPrevent: z.string().nullable().optional(),
  blind: z.array(Blindness),
  containers: z.number().int(),
  eventsPerSecond: z.number(),
  losses: Losses,
  lossesByContainer: z.array(z.object({ container: ContainerIdSchema, name: z.string(), losses: Losses })),
  memoryBytes: z.number().int(),
  at: EpochMsSchema,
});
export type NodeHealth = z.infer<typeof NodeHealth>;

/** What this server let go of to stay within its limits: never silently. */
export const Dropped = z.object({
  /** `live events`, `evidence events`, `findings`, `baseline versions` … */
  what: z.string(),
  count: z.number().int().nonnegative(),
  /** Which limit it met, in plain words. */
  why: z.string(),
});
export type Dropped = z.infer<typeof Dropped>;

export const Status = z.object({
  version: z.string(),
  /** `clear` only if every node sees and nothing is open. */
  state: z.enum(['clear', 'findings', 'learning', 'blind', 'waiting']),
  /** One sentence with proof: "0 findings in 1.2 M events, 1 of 1 sensors healthy". */
  sentence: z.string(),
  nodes: z.array(NodeHealth),
  workloads: z.object({ discover: z.number(), monitor: z.number(), protect: z.number() }),
  openFindings: z.object({ low: z.number(), medium: z.number(), high: z.number(), critical: z.number() }),
  eventsTotal: z.number().int(),
  dropped: z.array(Dropped),
  startedAt: EpochMsSchema,
  at: EpochMsSchema,
});
export type Status = z.infer<typeof Status>;
