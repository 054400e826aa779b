/** What a scan found, on the wire: core's types (drift.check.ts holds the two together). */
import { z } from 'zod';
import { DigestSchema, EpochMsSchema } from './id.ts';
import { Origin } from './image.ts';

export const ImageSeverity = z.enum(['unknown', 'negligible', 'low', 'medium', 'high', 'critical']);
export type ImageSeverity = z.infer<typeof ImageSeverity>;
export const FixStatus = z.enum([
  'fixed',
  'not-fixed',
  'will-not-fix',
  'fix-deferred',
  'under-investigation',
  'end-of-life',
  'fix-needs-subscription',
]);
export const UseState = z.enum(['executed', 'loaded', 'never-seen']);

export const Grounds = z.object({
  source: z.string(),
  condition: z.string(),
  observed: z.string(),
  path: z.string().optional(),
  layer: DigestSchema.optional(),
  command: z.string().optional(),
  origin: Origin,
  dataAt: EpochMsSchema.optional(),
});

export const Suppression = z.object({
  by: z.enum(['vex', 'exception']),
  source: z.string(),
  status: z.enum(['not_affected', 'fixed', 'accepted']),
  justification: z.string(),
  owner: z.string().optional(),
  until: EpochMsSchema.optional(),
});

/** What the sensor saw of a package's files in workloads that run the image. */
export const Use = z.object({
  state: UseState,
  since: EpochMsSchema,
  lastAt: EpochMsSchema,
  path: z.string().optional(),
  workloads: z.array(z.string()),
});
export type Use = z.infer<typeof Use>;

const head = {
  key: z.string(),
  severity: ImageSeverity,
  title: z.string(),
  sentence: z.string(),
  remedy: z.string().optional(),
  why: Grounds,
  suppressed: Suppression.optional(),
};

export const VulnerabilityFinding = z.object({
  ...head,
  kind: z.literal('vulnerability'),
  id: z.string(),
  aliases: z.array(z.string()),
  package: z.string(),
  packageName: z.string(),
  packageVersion: z.string().optional(),
  purl: z.string(),
  verdict: z.enum(['affected', 'undecided']),
  status: FixStatus,
  fixedIn: z.string().optional(),
  ratings: z.array(
    z.object({
      source: z.string(),
      severity: ImageSeverity,
      score: z.number().optional(),
      vector: z.string().optional(),
    }),
  ),
  kev: z.object({ addedAt: EpochMsSchema, dueAt: EpochMsSchema.optional(), ransomware: z.boolean() }).optional(),
  epss: z.object({ probability: z.number(), percentile: z.number() }).optional(),
  publishedAt: EpochMsSchema.optional(),
  use: Use.optional(),
  hidden: z.boolean(),
});
export type VulnerabilityFinding = z.infer<typeof VulnerabilityFinding>;

export const SecretFinding = z.object({
  ...head,
  kind: z.literal('secret'),
  rule: z.string(),
  redacted: z.string(),
  line: z.number().int().optional(),
  validated: z.enum(['checksum', 'key', 'shape']),
  deletedLater: z.boolean(),
  fingerprint: z.string(),
});

export const MalwareFinding = z.object({
  ...head,
  kind: z.literal('malware'),
  engine: z.enum(['osv', 'yara', 'clamav', 'sign']),
  rule: z.string(),
  file: DigestSchema.optional(),
  package: z.string().optional(),
  deletedLater: z.boolean(),
});

export const MisconfigurationFinding = z.object({ ...head, kind: z.literal('misconfiguration'), check: z.string() });

export const DepartureFinding = z.object({
  ...head,
  kind: z.literal('detection'),
  aspect: z.string(),
  digits: z.number(),
  images: z.number().int(),
});

export const ImageFinding = z.discriminatedUnion('kind', [
  VulnerabilityFinding,
  SecretFinding,
  MalwareFinding,
  MisconfigurationFinding,
  DepartureFinding,
]);
export type ImageFinding = z.infer<typeof ImageFinding>;
export const ImageFindingKind = z.enum(['vulnerability', 'secret', 'malware', 'misconfiguration', 'detection']);
export type ImageFindingKind = z.infer<typeof ImageFindingKind>;
