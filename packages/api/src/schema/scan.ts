/** Scans: what was asked for, what waits, what runs, what came of it. */
import { z } from 'zod';
import { EpochMsSchema, ImageIdSchema, RecordIdSchema } from './id.ts';
import { ImageFinding } from './image-finding.ts';
import { SeverityCounts } from './image-view.ts';
import { PageQuery, page } from './page.ts';

export const ScanState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export type ScanState = z.infer<typeof ScanState>;

/** What asked for it. */
export const ScanTrigger = z.enum(['person', 'container', 'pull', 'webhook', 'poll', 'schedule', 'advisories']);
export type ScanTrigger = z.infer<typeof ScanTrigger>;

/** `scan`: an image is opened. `judge`: stored facts are held against newer advisories, nothing is pulled. `update`: advisories are fetched. */
export const ScanKind = z.enum(['scan', 'judge', 'update']);
export type ScanKind = z.infer<typeof ScanKind>;

export const ScanProgress = z.object({
  phase: z.enum(['starting', 'opening', 'reading', 'judging', 'fetching', 'keeping']),
  /** Layers, images or feeds: `of` says which. */
  done: z.number().int(),
  total: z.number().int(),
  of: z.enum(['layers', 'images', 'feeds']),
  bytesDone: z.number(),
  bytesTotal: z.number(),
});
export type ScanProgress = z.infer<typeof ScanProgress>;

/** What a scan changed against the one before of the same repository and tag; against nothing if it is the first. */
export const ScanOutcome = z.object({
  image: ImageIdSchema.nullable(),
  /** Images judged: 1 for a scan. */
  images: z.number().int(),
  previous: ImageIdSchema.nullable(),
  complete: z.boolean(),
  counts: SeverityCounts,
  added: z.number().int(),
  removed: z.number().int(),
  /** The worst of what was added, ten at most. */
  worst: z.array(ImageFinding),
  durationMs: z.number(),
  /** Of so many layers, facts were known already. */
  layersKnown: z.number().int(),
  layers: z.number().int(),
});
export type ScanOutcome = z.infer<typeof ScanOutcome>;

export const ScanJob = z.object({
  id: RecordIdSchema,
  kind: ScanKind,
  /** `registry.example/shop/web@sha256:…`, `docker:…`; empty for what concerns many images. */
  reference: z.string(),
  /** For people: `shop/web:1.4`, `14 images with openssl`. */
  name: z.string(),
  platform: z.string().nullable(),
  /** Host of the registry, `docker` for the engine, `this host` for what needs neither: limits are held for each. */
  place: z.string(),
  trigger: ScanTrigger,
  /** Who or what exactly: `local user`, `Harbor`, `schedule nightly`. */
  askedBy: z.string(),
  state: ScanState,
  attempt: z.number().int(),
  attempts: z.number().int(),
  queuedAt: EpochMsSchema,
  /** Not before, after a failed attempt. */
  notBefore: EpochMsSchema.nullable(),
  startedAt: EpochMsSchema.nullable(),
  endedAt: EpochMsSchema.nullable(),
  /** Place in the queue, 1 is next; null when it does not wait. */
  position: z.number().int().nullable(),
  progress: ScanProgress.nullable(),
  failure: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  outcome: ScanOutcome.nullable(),
});
export type ScanJob = z.infer<typeof ScanJob>;

export const ScanQuery = PageQuery.extend({
  state: z.union([ScanState, z.array(ScanState).max(5)]).optional(),
  trigger: ScanTrigger.optional(),
  kind: ScanKind.optional(),
  image: ImageIdSchema.optional(),
  text: z.string().max(200).optional(),
  sort: z.enum(['newest', 'queue']).default('newest'),
});
export type ScanQuery = z.infer<typeof ScanQuery>;

export const ScanPage = page(ScanJob).extend({
  counts: z.object({
    queued: z.number().int(),
    running: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
  }),
  /** Whether scans are made at all, and why not. */
  scanning: z.object({
    on: z.boolean(),
    why: z.string().nullable(),
    atOnce: z.number().int(),
    onContainerStart: z.boolean(),
  }),
});
export type ScanPage = z.infer<typeof ScanPage>;

export const ScanRequest = z.object({
  /** As on the command line: `alpine:3.20`, `registry.example/shop/web@sha256:…`, `docker:web:1`. No path of this host. */
  reference: z.string().trim().min(1).max(1024),
  /** `linux/arm64` */
  platform: z
    .string()
    .regex(/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/)
    .optional(),
  /** Look at layers again even if they are known. */
  afresh: z.boolean().default(false),
});
export type ScanRequest = z.infer<typeof ScanRequest>;

export const ScheduleScope = z.discriminatedUnion('kind', [
  /** Every image this server knows. */
  z.object({ kind: z.literal('all') }),
  /** Those that run. */
  z.object({ kind: z.literal('running') }),
  /** What the registry's own filters name. */
  z.object({ kind: z.literal('registry'), registry: RecordIdSchema }),
  z.object({ kind: z.literal('references'), references: z.array(z.string().trim().min(1).max(1024)).min(1).max(200) }),
  /** Fetch advisories, then judge what they change. */
  z.object({ kind: z.literal('advisories') }),
]);
export type ScheduleScope = z.infer<typeof ScheduleScope>;

export const ScheduleInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** Five fields, or six with seconds first: `0 3 * * *`. */
  cron: z.string().trim().min(1).max(100),
  /** `Europe/Berlin`; the server's own when left out. */
  timezone: z.string().trim().min(1).max(64).optional(),
  scope: ScheduleScope,
  enabled: z.boolean().default(true),
});
export type ScheduleInput = z.infer<typeof ScheduleInput>;

export const Schedule = z.object({
  id: RecordIdSchema,
  name: z.string(),
  cron: z.string(),
  timezone: z.string(),
  scope: ScheduleScope,
  enabled: z.boolean(),
  nextAt: EpochMsSchema.nullable(),
  lastAt: EpochMsSchema.nullable(),
  /** `queued 14 scans`, or why it could not. */
  lastResult: z.string().nullable(),
});
export type Schedule = z.infer<typeof Schedule>;
export const ScheduleList = z.object({ items: z.array(Schedule) });
