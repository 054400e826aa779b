/** View state of the workloads list and of one workload. */
import { z } from 'zod';
import { one, text } from '../../lib/search.ts';
import { modes, sights } from '../../lib/words.ts';

export const workloadSorts = ['id', 'findings', 'learning', 'newest'] as const;

export const WorkloadsSearch = z.object({
  text: text(200),
  mode: one(z.enum(modes)),
  sight: one(z.enum(sights)),
  sort: one(z.enum(workloadSorts)),
});
export type WorkloadsSearch = z.infer<typeof WorkloadsSearch>;

export const workloadTabs = ['summary', 'behaviour', 'image', 'history'] as const;

export const WorkloadSearch = z.object({
  tab: one(z.enum(workloadTabs)),
  /** Words to narrow the learned behaviour by. */
  text: text(200),
  trust: one(z.enum(['trusted', 'probationary'])),
});
