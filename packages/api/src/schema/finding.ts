/** Findings on the wire: the core type (drift.check.ts holds the two together). */
import { z } from 'zod';
import { DigestSchema, EpochMsSchema, RecordIdSchema, WorkloadIdSchema } from './id.ts';
import { PageQuery, page } from './page.ts';
import { ContainerRef, ProcessRef } from './process.ts';

export const Severity = z.enum(['low', 'medium', 'high', 'critical']);
export const FindingState = z.enum(['open', 'acknowledged', 'expected', 'resolved']);
/** What a resolved finding turned out to be: a real departure, or one that did no harm and is not to be learned. */
export const Verdict = z.enum(['confirmed', 'harmless']);
export type Verdict = z.infer<typeof Verdict>;
export const Explanation = z.object({
  digits: z.number(),
  threshold: z.number().optional(),
  alertBudgetPerDay: z.number().optional(),
  observed: z.string(),
  expected: z.array(z.object({ what: z.string(), probability: z.number() })),
  contributions: z.array(z.object({ what: z.string(), digits: z.number() })),
  baseline: z.object({
    version: z.number().int(),
    learnedFrom: EpochMsSchema.optional(),
    blocks: z.number().int(),
    observations: z.number().int(),
    unseen: z.number(),
    gaps: z.number().int(),
  }),
  evidence: z.array(RecordIdSchema),
});

const findingHead = {
  id: RecordIdSchema,
  at: EpochMsSchema,
  because: z.array(RecordIdSchema),
  state: FindingState,
  severity: Severity,
  title: z.string(),
  sentence: z.string(),
  workload: WorkloadIdSchema,
  detector: z.string(),
  fingerprint: z.string(),
  count: z.number().int().positive(),
  lastAt: EpochMsSchema,
  /** Only of a resolved one, when somebody said. */
  verdict: Verdict.optional(),
};

export const Detection = z.object({
  ...findingHead,
  kind: z.literal('detection'),
  container: ContainerRef,
  process: ProcessRef.optional(),
  behaviour: z.enum(['syscall', 'process']),
  technique: z.object({ tactic: z.string(), id: z.string(), name: z.string() }).optional(),
  explanation: Explanation,
});
export type Detection = z.infer<typeof Detection>;

export const ImageBreach = z.object({
  ...findingHead,
  kind: z.enum(['vulnerability', 'secret', 'malware', 'misconfiguration', 'departure', 'licence']),
  image: z.object({ id: z.string(), name: z.string(), digest: DigestSchema.optional() }),
  policy: z.object({
    name: z.string(),
    rule: z.string(),
    subjects: z.array(z.string()),
    subjectsTotal: z.number().int(),
    scannedAt: EpochMsSchema,
    dataAt: EpochMsSchema.optional(),
  }),
});
export type ImageBreach = z.infer<typeof ImageBreach>;

export const Finding = z.discriminatedUnion('kind', [Detection, ImageBreach]);
export type Finding = z.infer<typeof Finding>;
export const FindingKind = z.enum([Detection.shape.kind.value, ...ImageBreach.shape.kind.options]);

/** One value or several, as a query repeats its key. */
function anyOf<T extends z.ZodType>(value: T) {
  return z.union([value, z.array(value).max(50)]).optional();
}

export const FindingQuery = PageQuery.extend({
  workload: WorkloadIdSchema.optional(),
  state: z.union([FindingState, z.array(FindingState).max(4)]).optional(),
  severity: z.union([Severity, z.array(Severity).max(4)]).optional(),
  verdict: Verdict.optional(),
  /** `behaviour`: what workloads did. `image`: what they are made of. */
  subject: z.enum(['behaviour', 'image']).optional(),
  detector: z.string().max(64).optional(),
  technique: z.string().max(16).optional(),
  /** All but these; a finding without a technique is none of `notTechnique`. */
  notWorkload: anyOf(WorkloadIdSchema),
  notDetector: anyOf(z.string().max(64)),
  notTechnique: anyOf(z.string().max(16)),
  /** Part of the title, sentence, container's name or executable. */
  text: z.string().max(200).optional(),
  since: z.coerce.number().int().nonnegative().optional(),
  until: z.coerce.number().int().nonnegative().optional(),
  sort: z.enum(['newest', 'oldest', 'severity', 'count']).default('newest'),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

const facet = z.array(z.object({ value: z.string(), count: z.number().int() }));
export const FindingPage = page(Finding).extend({
  /** Counts over everything that matches, not only this page; each facet ignores its own filter. */
  facets: z.object({
    severity: facet,
    state: facet,
    verdict: facet,
    workload: facet,
    detector: facet,
    technique: facet,
  }),
  /** Findings a bucket over the asked time range, for the histogram. */
  histogram: z.object({
    bucketMs: z.number(),
    buckets: z.array(z.object({ at: EpochMsSchema, count: z.number().int() })),
  }),
});
export type FindingPage = z.infer<typeof FindingPage>;

export const FindingChange = z
  .object({
    state: FindingState,
    /** Only for `resolved`: what it turned out to be. */
    verdict: Verdict.optional(),
    /** Why; kept with the change. */
    reason: z.string().trim().min(1).max(2000),
    /** Only for `expected`: also learn it, so that it does not come back. */
    learn: z.boolean().default(true),
  })
  .refine(({ state, verdict }) => verdict === undefined || state === 'resolved', {
    path: ['verdict'],
    error: 'only a resolved finding has a verdict',
  });
export type FindingChange = z.infer<typeof FindingChange>;
