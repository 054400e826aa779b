/** One thing that was learned of a workload, and a person's word on it. */
import { z } from 'zod';
import { EpochMsSchema } from './id.ts';

export const LearnedThing = z.discriminatedUnion('behaviour', [
  z.object({
    behaviour: z.literal('process'),
    parent: z.string().max(1024),
    executable: z.string().max(1024),
    /** The template, as the baseline shows it. */
    args: z.string().max(1024),
    uid: z.number().int(),
  }),
  z.object({ behaviour: z.literal('syscall'), name: z.string().min(1).max(64) }),
]);
export type LearnedThing = z.infer<typeof LearnedThing>;

/** What does not belong although it was seen: it is not learned until somebody takes that back. */
export const Rejection = z.object({
  thing: LearnedThing,
  at: EpochMsSchema,
  actor: z.string(),
  reason: z.string(),
});
export type Rejection = z.infer<typeof Rejection>;

export const BaselineChange = z.object({
  thing: LearnedThing,
  /** `trusted`: it belongs. `rejected`: it does not, and is not learned again. `unknown`: learn it again when it is seen. */
  trust: z.enum(['trusted', 'rejected', 'unknown']),
  /** Why; kept with the change. */
  reason: z.string().trim().min(1).max(2000),
});
export type BaselineChange = z.infer<typeof BaselineChange>;
