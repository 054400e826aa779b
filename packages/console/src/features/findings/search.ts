/** View state of the findings list. */
import { z } from 'zod';
import { many, one, text } from '../../lib/search.ts';
import { findingStates, severities } from '../../lib/words.ts';

export const findingSorts = ['newest', 'oldest', 'severity', 'count'] as const;

export const FindingsSearch = z.object({
  state: many(findingStates),
  severity: many(severities),
  detector: text(64),
  technique: text(16),
  text: text(200),
  sort: one(z.enum(findingSorts)),
});
export type FindingsSearch = z.infer<typeof FindingsSearch>;
