/** The walk from any record to what caused it: event → baseline → finding → decision → action. */
import { z } from 'zod';
import { EventRecord } from './event.ts';
import { Finding } from './finding.ts';
import { EpochMsSchema, RecordIdSchema } from './id.ts';

export const ExplainStep = z.object({
  id: RecordIdSchema,
  type: z.enum(['event', 'baseline', 'finding', 'feedback']),
  at: EpochMsSchema,
  sentence: z.string(),
  because: z.array(RecordIdSchema),
});
export type ExplainStep = z.infer<typeof ExplainStep>;

export const Explained = z.object({
  finding: Finding,
  evidence: z.array(EventRecord),
  /** Oldest cause first, the asked record last. */
  chain: z.array(ExplainStep),
  /** Other open findings that marking this one as expected would also have matched. */
  alsoMatches: z.number().int(),
});
export type Explained = z.infer<typeof Explained>;
