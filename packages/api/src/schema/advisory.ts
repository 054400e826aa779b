/** The advisory database of this server: how old it is, where it comes from. */
import { z } from 'zod';
import { EpochMsSchema } from './id.ts';
import { AdvisoryData } from './image.ts';
import { ScanJob } from './scan.ts';

export const AdvisoryStatus = z.object({
  /** null when none was ever fetched. */
  data: AdvisoryData.nullable(),
  /** Age of the newest record, milliseconds. */
  ageMs: z.number().nullable(),
  /** Where it is fetched from; null for the feeds themselves. */
  mirror: z.string().nullable(),
  /** Fetched by itself every so often; null when it is only fetched on request. */
  everyMs: z.number().nullable(),
  nextAt: EpochMsSchema.nullable(),
  running: ScanJob.nullable(),
  last: ScanJob.nullable(),
});
export type AdvisoryStatus = z.infer<typeof AdvisoryStatus>;

export const AdvisoryUpdate = z.object({
  /** Take a database that is more than a fifth smaller than the last all the same. */
  force: z.boolean().default(false),
});
export type AdvisoryUpdate = z.infer<typeof AdvisoryUpdate>;
