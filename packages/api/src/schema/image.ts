/** What an image is made of, on the wire: core's types (drift.check.ts holds the two together). */
import { z } from 'zod';
import { DigestSchema, EpochMsSchema } from './id.ts';

export const Origin = z.enum(['base', 'app', 'unknown']);
export const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

export const ImageConfig = z.object({
  user: z.string(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  env: z.array(z.string()),
  exposedPorts: z.array(z.string()),
  volumes: z.array(z.string()),
  workingDir: z.string(),
  labels: z.record(z.string(), z.string()),
  hasHealthcheck: z.boolean(),
});

export const Layer = z.object({
  index: z.number().int(),
  diffId: DigestSchema,
  digest: DigestSchema.optional(),
  bytes: z.number(),
  /** The instruction that made it; secrets in it are redacted. */
  command: z.string().optional(),
  origin: Origin,
});
export type Layer = z.infer<typeof Layer>;

export const OperatingSystem = z.object({
  id: z.string(),
  idLike: z.array(z.string()),
  version: z.string(),
  codename: z.string().optional(),
  name: z.string(),
  endOfLifeAt: EpochMsSchema.optional(),
  extendedSupportUntil: EpochMsSchema.optional(),
});

export const BaseImage = z.object({
  name: z.string().optional(),
  digest: DigestSchema.optional(),
  layers: z.number().int(),
  how: z.enum(['annotation', 'provenance', 'known-image', 'history']),
});

export const Image = z.object({
  reference: z.string(),
  repository: z.string().optional(),
  tag: z.string().optional(),
  digest: DigestSchema.optional(),
  platform: Platform.optional(),
  createdAt: EpochMsSchema.optional(),
  bytes: z.number(),
  config: ImageConfig,
  layers: z.array(Layer),
  os: OperatingSystem.optional(),
  base: BaseImage.optional(),
});
export type Image = z.infer<typeof Image>;

export const PackageType = z.enum([
  'deb',
  'apk',
  'rpm',
  'npm',
  'pypi',
  'golang',
  'maven',
  'gem',
  'cargo',
  'composer',
  'nuget',
  'conan',
  'pub',
  'hex',
  'bitnami',
  'generic',
]);

export const Package = z.object({
  id: z.string(),
  type: PackageType,
  name: z.string(),
  version: z.string().optional(),
  purl: z.string(),
  architecture: z.string().optional(),
  source: z.object({ name: z.string(), version: z.string() }).optional(),
  module: z.string().optional(),
  thirdParty: z.boolean(),
  licence: z.string().optional(),
  path: z.string(),
  layer: DigestSchema.optional(),
  origin: Origin,
  ownedBy: z.string().optional(),
  scope: z.enum(['runtime', 'development']),
  evidence: z.enum(['installed', 'declared']),
  dependsOn: z.array(z.string()),
});
export type Package = z.infer<typeof Package>;

export const CheckState = z.enum(['pass', 'fail', 'manual', 'not-applicable', 'not-evaluated', 'error']);
export const CheckResult = z.object({
  check: z.string(),
  state: CheckState,
  evidence: z.string(),
  places: z.array(z.string()),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const FeedAge = z.object({
  feed: z.string(),
  records: z.number().int(),
  newestAt: EpochMsSchema,
  fetchedAt: EpochMsSchema,
  failure: z.string().optional(),
});

/** Which advisories a scan was held against, and how old they are. */
export const AdvisoryData = z.object({
  generation: z.string(),
  builtAt: EpochMsSchema,
  newestAt: EpochMsSchema,
  feeds: z.array(FeedAge),
});
export type AdvisoryData = z.infer<typeof AdvisoryData>;

export const ScanProblem = z.object({
  code: z.string(),
  message: z.string(),
  layer: DigestSchema.optional(),
  path: z.string().optional(),
});
export type ScanProblem = z.infer<typeof ScanProblem>;
