/** The ledger of changes: who changed what, when and why; each entry's hash covers the one before it. */
import { z } from 'zod';
import { EpochMsSchema, RecordIdSchema } from './id.ts';
import { PageQuery, page } from './page.ts';

export const ChangeWhat = z.enum([
  'workload.mode',
  'workload.ready',
  'finding.state',
  'exception.added',
  'exception.ended',
  'baseline.imported',
  'baseline.trust',
  'token.rotated',
  'registry.added',
  'registry.changed',
  'registry.removed',
  'registry.hook-secret',
  'schedule.added',
  'schedule.changed',
  'schedule.removed',
  'image-exception.added',
  'image-exception.revoked',
  'image-exception.expired',
  'policy.added',
  'policy.changed',
  'policy.removed',
]);
export type ChangeWhat = z.infer<typeof ChangeWhat>;

export const Change = z.object({
  id: RecordIdSchema,
  at: EpochMsSchema,
  /** `local user`, `session 4f2a…`, `token`, or `plimsoll` for what it did by itself. */
  actor: z.string(),
  what: ChangeWhat,
  /** Id of the workload, finding, registry, schedule, exception or policy; `host` for what concerns all. */
  subject: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  reason: z.string(),
  because: z.array(RecordIdSchema),
  /** SHA-256, hexadecimal, of the entry before this one; 64 zeros for the first. */
  previousHash: z.string(),
  hash: z.string(),
});
export type Change = z.infer<typeof Change>;

export const ChangeQuery = PageQuery.extend({
  subject: z.string().min(1).max(512).optional(),
  what: ChangeWhat.optional(),
});
export type ChangeQuery = z.infer<typeof ChangeQuery>;

export const ChangePage = page(Change).extend({
  /** Whether every hash of the whole ledger fits; `brokenAt` is the first entry that does not. */
  intact: z.boolean(),
  brokenAt: RecordIdSchema.nullable(),
});
export type ChangePage = z.infer<typeof ChangePage>;
