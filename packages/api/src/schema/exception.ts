/** Exceptions: findings that somebody accepts for a time; and policies: what must not be in an image. */
import { z } from 'zod';
import { EpochMsSchema, RecordIdSchema, WorkloadIdSchema } from './id.ts';
import { PageQuery, page } from './page.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** All that is given must hold; `ids` names at least one. */
export const ExceptionScope = z.object({
  /** `CVE-2024-3094`, a secret's or malware rule's id, a check's id. */
  ids: z.array(text(200)).min(1).max(100),
  /** Package URLs or names; a purl without a version means every version. */
  packages: z.array(text(1024)).max(100).default([]),
  /** `registry.example/shop/*` */
  repositories: z.array(text(512)).max(100).default([]),
  /** Files, with `*`. */
  paths: z.array(text(1024)).max(100).default([]),
});
export type ExceptionScope = z.infer<typeof ExceptionScope>;

export const ExceptionInput = z.object({
  scope: ExceptionScope,
  reason: text(2000),
  /** Who answers for it; the caller when left out. */
  owner: text(200).optional(),
  /** null: until it is revoked. */
  expiresAt: EpochMsSchema.nullable(),
  /** accepted: it is there and we live with it. not_affected: it is there and cannot be used. */
  status: z.enum(['accepted', 'not_affected']).default('accepted'),
});
export type ExceptionInput = z.infer<typeof ExceptionInput>;

export const ImageException = z.object({
  id: RecordIdSchema,
  scope: ExceptionScope,
  reason: z.string(),
  owner: z.string(),
  createdAt: EpochMsSchema,
  createdBy: z.string(),
  expiresAt: EpochMsSchema.nullable(),
  status: z.enum(['accepted', 'not_affected']),
  state: z.enum(['active', 'expired', 'revoked']),
  revokedAt: EpochMsSchema.nullable(),
  revokedBy: z.string().nullable(),
  /** Findings it suppresses now, and in how many images. */
  findings: z.number().int(),
  images: z.number().int(),
});
export type ImageException = z.infer<typeof ImageException>;

export const ExceptionQuery = PageQuery.extend({
  state: z.enum(['active', 'expired', 'revoked']).optional(),
  text: z.string().max(200).optional(),
});
export type ExceptionQuery = z.infer<typeof ExceptionQuery>;
export const ExceptionPage = page(ImageException);
export type ExceptionPage = z.infer<typeof ExceptionPage>;

export const Revocation = z.object({ reason: text(2000) });
export type Revocation = z.infer<typeof Revocation>;

export const PolicyInput = z.object({
  /** The same YAML as `plimsoll scan --policy`. */
  text: z.string().min(1).max(65_536),
  /** Judge only these workloads; all when empty. */
  workloads: z.array(WorkloadIdSchema).max(200).default([]),
  enabled: z.boolean().default(true),
});
export type PolicyInput = z.infer<typeof PolicyInput>;

export const Policy = z.object({
  id: RecordIdSchema,
  name: z.string(),
  text: z.string(),
  rules: z.array(z.string()),
  workloads: z.array(WorkloadIdSchema),
  enabled: z.boolean(),
  createdAt: EpochMsSchema,
  changedAt: EpochMsSchema,
  /** Images that break it, and open findings of workloads that run them. */
  breaking: z.object({ images: z.number().int(), findings: z.number().int() }),
});
export type Policy = z.infer<typeof Policy>;
export const PolicyList = z.object({ items: z.array(Policy) });
