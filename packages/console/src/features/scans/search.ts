/** View state of the queue of scans. */
import { z } from 'zod';
import { scanStates } from '../../lib/image-words.ts';
import { many, one, text } from '../../lib/search.ts';

export const scanSorts = ['newest', 'queue'] as const;
export const triggers = ['person', 'container', 'pull', 'webhook', 'poll', 'schedule', 'advisories'] as const;
export const scanKinds = ['scan', 'judge', 'update'] as const;

export const ScansSearch = z.object({
  state: many(scanStates),
  trigger: one(z.enum(triggers)),
  kind: one(z.enum(scanKinds)),
  text: text(200),
  sort: one(z.enum(scanSorts)),
});
export type ScansSearch = z.infer<typeof ScansSearch>;
