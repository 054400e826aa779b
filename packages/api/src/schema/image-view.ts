/** Images as lists and pages show them: the server counts, sorts and cuts. */
import { z } from 'zod';
import { DigestSchema, EpochMsSchema, ImageIdSchema, WorkloadIdSchema } from './id.ts';
import {
  AdvisoryData,
  CheckResult,
  Image,
  OperatingSystem,
  Origin,
  Package,
  PackageType,
  Platform,
  ScanProblem,
} from './image.ts';
import { FixStatus, ImageFinding, ImageFindingKind, ImageSeverity, UseState } from './image-finding.ts';
import { PageQuery, page } from './page.ts';

/** Findings by severity: suppressed and hidden ones are not among them. */
export const SeverityCounts = z.object({
  critical: z.number().int(),
  high: z.number().int(),
  medium: z.number().int(),
  low: z.number().int(),
  negligible: z.number().int(),
  unknown: z.number().int(),
});
export type SeverityCounts = z.infer<typeof SeverityCounts>;

/**
 * `unscanned`: known because something runs it, never scanned. `incomplete`: scanned, not to the end. `failed`: the last try failed;
 * what an earlier one found is still shown.
 */
export const ImageState = z.enum(['unscanned', 'queued', 'scanning', 'scanned', 'incomplete', 'failed']);
export type ImageState = z.infer<typeof ImageState>;

export const ImageSummary = z.object({
  id: ImageIdSchema,
  /** Of the manifest; null for what was only seen in an engine. */
  digest: DigestSchema.nullable(),
  /** The name it was last met by: `registry.example/shop/web:1.4`. */
  name: z.string(),
  repository: z.string().nullable(),
  tag: z.string().nullable(),
  /** Whether `repository:tag` is this image now, as far as this server knows; false once the tag has moved on. */
  current: z.boolean(),
  platform: Platform.nullable(),
  os: OperatingSystem.nullable(),
  createdAt: EpochMsSchema.nullable(),
  firstSeenAt: EpochMsSchema,
  state: ImageState,
  scannedAt: EpochMsSchema.nullable(),
  /** Age of the advisories it was last held against; null when there were none. */
  dataAt: EpochMsSchema.nullable(),
  /** Why the last try failed. */
  failure: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  bytes: z.number(),
  layers: z.number().int(),
  packages: z.number().int(),
  /** Vulnerabilities by severity. */
  counts: SeverityCounts,
  /** All findings by kind. */
  kinds: z.object({
    vulnerability: z.number().int(),
    secret: z.number().int(),
    malware: z.number().int(),
    misconfiguration: z.number().int(),
    detection: z.number().int(),
  }),
  fixable: z.number().int(),
  /** Vulnerabilities that are exploited (CISA). */
  kev: z.number().int(),
  /** Highest chance of exploitation within 30 days, 0…1. */
  epss: z.number().nullable(),
  /** What runs of it: null when no workload that runs the image is watched. */
  use: z
    .object({
      executed: z.number().int(),
      loaded: z.number().int(),
      neverSeen: z.number().int(),
      /** Of the worst vulnerability in what was executed or loaded. */
      severity: ImageSeverity.nullable(),
      watchedSince: EpochMsSchema,
    })
    .nullable(),
  suppressed: z.number().int(),
  hidden: z.number().int(),
  /** Workloads that run it now. */
  workloads: z.array(WorkloadIdSchema),
  containers: z.number().int(),
  /** Names of the policies it breaks. */
  breaks: z.array(z.string()),
});
export type ImageSummary = z.infer<typeof ImageSummary>;

/** One value or several, as a query repeats its key. */
function anyOf<T extends z.ZodType>(value: T) {
  return z.union([value, z.array(value).max(50)]).optional();
}
const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

export const ImageQuery = PageQuery.extend({
  /** Part of its name, digest, operating system or workload. */
  text: z.string().max(200).optional(),
  repository: z.string().max(512).optional(),
  workload: WorkloadIdSchema.optional(),
  state: anyOf(ImageState),
  /** Has an open finding at least so severe. */
  severity: ImageSeverity.optional(),
  /** Runs now. */
  running: flag,
  /** Has one that is exploited. */
  kev: flag,
  /** Only what a tag points at now. */
  current: flag,
  /** Breaks a policy. */
  breaks: flag,
  /** Holds this vulnerability (`CVE-2024-3094`) or package (name). */
  holds: z.string().max(200).optional(),
  /** `risk`: malware and secrets that lie open, then vulnerabilities in use, then exploited, then likely to be, then severe. */
  sort: z.enum(['risk', 'severity', 'kev', 'epss', 'newest', 'scanned', 'name', 'size']).default('risk'),
});
export type ImageQuery = z.infer<typeof ImageQuery>;

const facet = z.array(z.object({ value: z.string(), count: z.number().int() }));
export const ImagePage = page(ImageSummary).extend({
  facets: z.object({ state: facet, repository: facet, severity: facet, workload: facet }),
});
export type ImagePage = z.infer<typeof ImagePage>;

/** The head of an image's page: everything but its findings and packages, which have pages of their own. */
export const ImageView = z.object({
  summary: ImageSummary,
  /** null until a scan has succeeded. */
  report: z
    .object({
      scannedAt: EpochMsSchema,
      durationMs: z.number(),
      image: Image,
      data: AdvisoryData.nullable(),
      complete: z.boolean(),
      problems: z.array(ScanProblem),
      notes: z.array(z.string()),
      checks: z.array(CheckResult),
    })
    .nullable(),
  /** Every name and digest it is known by. */
  names: z.array(z.object({ name: z.string(), current: z.boolean(), lastSeenAt: EpochMsSchema })),
  aliases: z.array(z.string()),
  /** Findings by the layer that brought them, lowest first: the same order as `report.image.layers`. */
  layers: z.array(z.object({ diffId: DigestSchema, packages: z.number().int(), counts: SeverityCounts })),
  /** Earlier scans, newest first. */
  history: z.array(
    z.object({
      scannedAt: EpochMsSchema,
      generation: z.string().nullable(),
      complete: z.boolean(),
      counts: SeverityCounts,
      added: z.number().int(),
      removed: z.number().int(),
    }),
  ),
  /** Other images of the repository, newest first: what to compare with. */
  siblings: z.array(
    z.object({ id: ImageIdSchema, name: z.string(), tag: z.string().nullable(), scannedAt: EpochMsSchema.nullable() }),
  ),
  /** What the policies say. */
  verdicts: z.array(
    z.object({
      policy: z.string(),
      passed: z.boolean(),
      complete: z.boolean(),
      breaches: z.array(z.object({ rule: z.string(), sentence: z.string(), subjects: z.number().int() })),
    }),
  ),
});
export type ImageView = z.infer<typeof ImageView>;

export const ImageFindingRecord = z.object({
  finding: ImageFinding,
  /** When it was first found in this image's repository. */
  firstSeenAt: EpochMsSchema,
});
export type ImageFindingRecord = z.infer<typeof ImageFindingRecord>;

export const ImageFindingQuery = PageQuery.extend({
  kind: anyOf(ImageFindingKind),
  severity: anyOf(ImageSeverity),
  status: anyOf(FixStatus),
  use: anyOf(UseState),
  origin: anyOf(Origin),
  layer: DigestSchema.optional(),
  /** Id of a package. */
  package: z.string().max(1024).optional(),
  kev: flag,
  fixable: flag,
  /** Without them, only them, or both. */
  suppressed: z.enum(['no', 'only', 'all']).default('no'),
  hidden: z.enum(['no', 'only', 'all']).default('no'),
  /** Part of its id, title, package or path. */
  text: z.string().max(200).optional(),
  /** `risk`: malware and secrets that lie open, then in use, exploited, likely to be, severe, fixable. */
  sort: z.enum(['risk', 'severity', 'epss', 'package', 'newest']).default('risk'),
});
export type ImageFindingQuery = z.infer<typeof ImageFindingQuery>;

export const ImageFindingPage = page(ImageFindingRecord).extend({
  /** Each ignores its own filter. */
  facets: z.object({ kind: facet, severity: facet, status: facet, use: facet, origin: facet, layer: facet }),
  /** How many more there are that the query leaves out. */
  suppressed: z.number().int(),
  hidden: z.number().int(),
});
export type ImageFindingPage = z.infer<typeof ImageFindingPage>;

/** One finding with what the advisory says for people. */
export const ImageFindingView = z.object({
  record: ImageFindingRecord,
  package: Package.nullable(),
  advisory: z
    .object({
      summary: z.string(),
      details: z.string(),
      references: z.array(z.string()),
      cwes: z.array(z.string()),
    })
    .nullable(),
  /** Other images with the same finding, those that run first. */
  alsoIn: z.array(z.object({ id: ImageIdSchema, name: z.string(), containers: z.number().int() })),
  alsoInTotal: z.number().int(),
});
export type ImageFindingView = z.infer<typeof ImageFindingView>;

export const ImagePackageRecord = z.object({
  package: Package,
  /** Open vulnerabilities in it. */
  counts: SeverityCounts,
  use: UseState.nullable(),
});
export type ImagePackageRecord = z.infer<typeof ImagePackageRecord>;

export const ImagePackageQuery = PageQuery.extend({
  text: z.string().max(200).optional(),
  type: anyOf(PackageType),
  origin: anyOf(Origin),
  layer: DigestSchema.optional(),
  use: anyOf(UseState),
  vulnerable: flag,
  sort: z.enum(['name', 'findings', 'type']).default('name'),
});
export type ImagePackageQuery = z.infer<typeof ImagePackageQuery>;

export const ImagePackagePage = page(ImagePackageRecord).extend({
  facets: z.object({ type: facet, origin: facet, use: facet, licence: facet }),
});
export type ImagePackagePage = z.infer<typeof ImagePackagePage>;

export const ComparisonQuery = z.object({ from: ImageIdSchema, to: ImageIdSchema });

/** Two images, usually of one repository. Lists hold the first thousand, the worst first; totals count all. */
export const Comparison = z.object({
  from: ImageSummary,
  to: ImageSummary,
  findings: z.object({
    added: z.array(ImageFinding),
    removed: z.array(ImageFinding),
    /** In both, and no longer the same: another severity, status or fix. */
    changed: z.array(z.object({ from: ImageFinding, to: ImageFinding })),
    addedTotal: z.number().int(),
    removedTotal: z.number().int(),
    changedTotal: z.number().int(),
    kept: z.number().int(),
  }),
  packages: z.object({
    added: z.array(Package),
    removed: z.array(Package),
    changed: z.array(
      z.object({
        type: PackageType,
        name: z.string(),
        path: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
      }),
    ),
    addedTotal: z.number().int(),
    removedTotal: z.number().int(),
    changedTotal: z.number().int(),
    kept: z.number().int(),
  }),
  /** Layers that both begin with. */
  sharedLayers: z.number().int(),
});
export type Comparison = z.infer<typeof Comparison>;

/** What a report can be downloaded as. */
export const ReportFormat = z.enum([
  'json',
  'cyclonedx',
  'spdx',
  'spdx3',
  'sarif',
  'junit',
  'html',
  'github',
  'gitlab',
  'openvex',
  'table',
]);
export type ReportFormat = z.infer<typeof ReportFormat>;
