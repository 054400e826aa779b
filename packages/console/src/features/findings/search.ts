/** View state of the findings list. */
import { z } from 'zod';
import { many, one, text, texts } from '../../lib/search.ts';
import { findingStates, severities, verdicts } from '../../lib/words.ts';

export const findingSorts = ['newest', 'oldest', 'severity', 'count'] as const;

export const FindingsSearch = z.object({
  state: many(findingStates),
  severity: many(severities),
  verdict: one(z.enum(verdicts)),
  detector: text(64),
  technique: text(16),
  notWorkload: texts(512),
  notDetector: texts(64),
  notTechnique: texts(16),
  text: text(200),
  sort: one(z.enum(findingSorts)),
});
export type FindingsSearch = z.infer<typeof FindingsSearch>;
