/** Workloads, how far their learning is, and what is known of them. */
import { z } from 'zod';
import { ContainerIdSchema, EpochMsSchema, WorkloadIdSchema } from './id.ts';
import { Rejection } from './learned.ts';
import { PageQuery, page } from './page.ts';

export const Mode = z.enum(['discover', 'monitor', 'protect']);
export type Mode = z.infer<typeof Mode>;

/** The part of a workload that orders carry: how strictly its baseline is applied. */
export const Workload = z.object({
  id: WorkloadIdSchema,
  firstSeenAt: EpochMsSchema,
  lastSeenAt: EpochMsSchema,
  mode: Mode,
  dryRun: z.boolean(),
  declaredReady: z.boolean(),
});
export type Workload = z.infer<typeof Workload>;

/** How complete one behaviour's model is. Never a timer. */
export const Coverage = z.object({
  behaviour: z.enum(['syscall', 'process']),
  /** Good-Turing estimate and its 95 % upper bound: the chance in 0…1 that the next block shows something new. */
  estimate: z.number(),
  upperBound: z.number(),
  /** The bound at which the alert budget holds. */
  target: z.number(),
  blocks: z.number().int(),
  /** `slices of 10 s` */
  unit: z.string(),
  /** Things known: trusted ones were seen in at least two blocks. */
  trusted: z.number().int(),
  probationary: z.number().int(),
});
export type Coverage = z.infer<typeof Coverage>;

export const Readiness = z.object({
  ready: z.boolean(),
  /** What is still missing, in plain words, e.g. "one restart or a second replica". */
  missing: z.array(z.string()),
  coverage: z.array(Coverage),
  /** Expected alerts a day if it were applied now, as an upper bound. */
  expectedAlertsPerDay: z.number(),
});
export type Readiness = z.infer<typeof Readiness>;

export const WorkloadSummary = z.object({
  id: WorkloadIdSchema,
  mode: Mode,
  dryRun: z.boolean(),
  declaredReady: z.boolean(),
  firstSeenAt: EpochMsSchema,
  lastSeenAt: EpochMsSchema,
  images: z.array(z.string()),
  /** Running now. */
  containers: z.array(
    z.object({
      id: ContainerIdSchema,
      name: z.string(),
      image: z.string(),
      startedAt: EpochMsSchema,
      node: z.string(),
    }),
  ),
  /** Whether its containers are seen right now: `blind` when the sensor is down or drops, `quiet` when nothing runs. */
  sight: z.enum(['seen', 'blind', 'quiet']),
  sightReason: z.string().nullable(),
  readiness: Readiness,
  baselineVersion: z.number().int(),
  learnedFrom: EpochMsSchema.nullable(),
  events: z.number().int(),
  lost: z.number().int(),
  openFindings: z.object({ low: z.number(), medium: z.number(), high: z.number(), critical: z.number() }),
});
export type WorkloadSummary = z.infer<typeof WorkloadSummary>;

export const WorkloadQuery = PageQuery.extend({
  text: z.string().max(200).optional(),
  mode: Mode.optional(),
  sight: z.enum(['seen', 'blind', 'quiet']).optional(),
  sort: z.enum(['id', 'findings', 'learning', 'newest']).default('findings'),
});
export type WorkloadQuery = z.infer<typeof WorkloadQuery>;

export const WorkloadPage = page(WorkloadSummary);
export type WorkloadPage = z.infer<typeof WorkloadPage>;

export const WorkloadChange = z
  .object({
    mode: Mode,
    /** Protect only: say what would be stopped, stop nothing. On unless it is turned off explicitly. */
    dryRun: z.boolean(),
    /** "I say this baseline is ready." Needed to leave discover before the estimate says so. */
    declaredReady: z.boolean(),
    reason: z.string().trim().max(2000),
  })
  .partial();
export type WorkloadChange = z.infer<typeof WorkloadChange>;

/** What a baseline knows, for people. */
export const BaselineView = z.object({
  workload: WorkloadIdSchema,
  version: z.number().int(),
  learnedFrom: EpochMsSchema.nullable(),
  learnedTo: EpochMsSchema.nullable(),
  gaps: z.number().int(),
  replicas: z.number().int(),
  bytes: z.number().int(),
  readiness: Readiness,
  processes: z.array(
    z.object({
      executable: z.string(),
      parent: z.string(),
      /** Argument template, e.g. `-c <path>`. */
      args: z.string(),
      uid: z.number().int(),
      count: z.number().int(),
      trust: z.enum(['trusted', 'probationary']),
    }),
  ),
  syscalls: z.array(z.object({ name: z.string(), perSecond: z.number(), trust: z.enum(['trusted', 'probationary']) })),
  ngrams: z.object({ trusted: z.number().int(), probationary: z.number().int() }),
  /** What a person said does not belong. */
  rejected: z.array(Rejection),
  /** How many there are: the lists above hold the most frequent ones only. */
  processesTotal: z.number().int(),
  syscallsTotal: z.number().int(),
});
export type BaselineView = z.infer<typeof BaselineView>;

/** A baseline that can leave this host: `state` is base64, `signature` Ed25519 over the canonical JSON of the rest. */
export const SignedBaseline = z.object({
  format: z.literal('plimsoll-baseline/1'),
  workload: WorkloadIdSchema,
  version: z.number().int().positive(),
  exportedAt: EpochMsSchema,
  state: z.string().max(16 * 1024 * 1024),
  /** Ed25519 public key, base64 of its raw 32 bytes, and its SHA-256 as hexadecimal. */
  publicKey: z.string(),
  keyId: z.string(),
  signature: z.string(),
});
export type SignedBaseline = z.infer<typeof SignedBaseline>;

export const BaselineImport = z.object({
  baseline: SignedBaseline,
  /** Import into this workload instead of the one it was exported from. */
  workload: WorkloadIdSchema.optional(),
  /** Key id the caller trusts; needed when the key is neither this host's nor in its trusted keys. */
  trustKeyId: z.string().optional(),
});
export type BaselineImport = z.infer<typeof BaselineImport>;
