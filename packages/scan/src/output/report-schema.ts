/** The schema `plimsoll-scan/1`, as documented in docs/reference/scan-report.schema.json. Absent stands for what is not known. */
import type { EpochMs } from '@plimsoll/core';
import { z } from 'zod';

// A date is a number to a schema; that it is a moment, the type says.
const epochMs = z.int().describe('Milliseconds since 1970-01-01T00:00Z.') as unknown as z.ZodType<EpochMs>;
const digest = z.templateLiteral([z.enum(['sha256', 'sha512']), ':', z.string()]);
const origin = z
  .enum(['base', 'app', 'unknown'])
  .describe('Whether it came with the base image or was put on top of it.');
const severity = z.enum(['unknown', 'negligible', 'low', 'medium', 'high', 'critical']);
const text = z.string();

const image = z
  .strictObject({
    reference: text.describe('As it was asked for, in its full form.'),
    repository: text.optional(),
    tag: text.optional(),
    digest: digest.optional().describe('Of the platform’s manifest.'),
    platform: z.strictObject({ os: text, architecture: text, variant: text.optional() }).optional(),
    createdAt: epochMs.optional(),
    bytes: z.number().describe('Compressed, all layers.'),
    config: z.strictObject({
      user: text.describe('Empty is root.'),
      entrypoint: z.array(text),
      cmd: z.array(text),
      env: z.array(text).describe('Secrets are redacted.'),
      exposedPorts: z.array(text),
      volumes: z.array(text),
      workingDir: text,
      labels: z.record(text, text),
      hasHealthcheck: z.boolean(),
    }),
    layers: z.array(
      z.strictObject({
        index: z.int().describe('0 is the lowest.'),
        diffId: digest,
        digest: digest.optional(),
        bytes: z.number(),
        command: text.optional().describe('The instruction that made it; redacted.'),
        origin,
      }),
    ),
    os: z
      .strictObject({
        id: text,
        idLike: z.array(text),
        version: text,
        codename: text.optional(),
        name: text,
        endOfLifeAt: epochMs.optional(),
        extendedSupportUntil: epochMs.optional(),
      })
      .optional(),
    base: z
      .strictObject({
        name: text.optional(),
        digest: digest.optional(),
        layers: z.int().describe('The lowest so many layers are the base’s.'),
        how: z.enum(['annotation', 'provenance', 'known-image', 'history']),
      })
      .optional(),
  })
  .describe('What was scanned.');

const packageType = z.enum([
  ...(['deb', 'apk', 'rpm', 'npm', 'pypi', 'golang', 'maven', 'gem'] as const),
  ...(['cargo', 'composer', 'nuget', 'conan', 'pub', 'hex', 'bitnami', 'generic'] as const),
]);

const item = z.strictObject({
  id: text.describe('Unique in one image and the same at every scan of it.'),
  type: packageType,
  name: text,
  version: text.optional(),
  purl: text,
  architecture: text.optional(),
  source: z.strictObject({ name: text, version: text }).optional(),
  module: text.optional(),
  thirdParty: z.boolean(),
  licence: text.optional().describe('An SPDX expression.'),
  path: text,
  layer: digest.optional(),
  origin,
  ownedBy: text.optional().describe('Id of the operating system’s package that owns it.'),
  scope: z.enum(['runtime', 'development']),
  evidence: z.enum(['installed', 'declared']),
  dependsOn: z.array(text),
});

const head = {
  key: text.describe('The same for the same thing in every image of a repository.'),
  severity,
  title: text,
  sentence: text,
  remedy: text.optional(),
  why: z
    .strictObject({
      source: text,
      condition: text,
      observed: text,
      path: text.optional(),
      layer: digest.optional(),
      command: text.optional(),
      origin,
      dataAt: epochMs.optional(),
    })
    .describe('Everything needed to check the finding by hand.'),
  suppressed: z
    .strictObject({
      by: z.enum(['vex', 'exception']),
      source: text,
      status: z.enum(['not_affected', 'fixed', 'accepted']),
      justification: text,
      owner: text.optional(),
      until: epochMs.optional(),
    })
    .optional()
    .describe('Present where VEX or an exception says that it does not count.'),
};

const vulnerability = z.strictObject({
  kind: z.literal('vulnerability'),
  ...head,
  id: text.describe('CVE over GHSA over the database’s own id.'),
  aliases: z.array(text),
  package: text.describe('Id of the package.'),
  packageName: text,
  packageVersion: text.optional(),
  purl: text,
  verdict: z.enum(['affected', 'undecided']).describe('undecided: a version that cannot be compared.'),
  status: z.enum([
    ...(['fixed', 'not-fixed', 'will-not-fix', 'fix-deferred', 'under-investigation'] as const),
    ...(['end-of-life', 'fix-needs-subscription'] as const),
  ]),
  fixedIn: text.optional(),
  ratings: z.array(z.strictObject({ source: text, severity, score: z.number().optional(), vector: text.optional() })),
  kev: z.strictObject({ addedAt: epochMs, dueAt: epochMs.optional(), ransomware: z.boolean() }).optional(),
  epss: z.strictObject({ probability: z.number(), percentile: z.number() }).optional(),
  publishedAt: epochMs.optional(),
  use: z
    .strictObject({
      state: z.enum(['executed', 'loaded', 'never-seen']),
      since: epochMs,
      lastAt: epochMs,
      path: text.optional(),
      workloads: z.array(text),
    })
    .optional(),
  hidden: z.boolean(),
});

const secret = z.strictObject({
  kind: z.literal('secret'),
  ...head,
  rule: text,
  redacted: text,
  line: z.int().optional(),
  validated: z.enum(['checksum', 'key', 'shape']),
  deletedLater: z.boolean(),
  fingerprint: text,
});

const malware = z.strictObject({
  kind: z.literal('malware'),
  ...head,
  engine: z.enum(['osv', 'yara', 'clamav', 'sign']),
  rule: text,
  file: digest.optional(),
  package: text.optional(),
  deletedLater: z.boolean(),
});

const misconfiguration = z.strictObject({ kind: z.literal('misconfiguration'), ...head, check: text });
const departure = z.strictObject({
  kind: z.literal('detection'),
  ...head,
  aspect: text,
  digits: z.number().describe('−log10 of the chance of this under the learned norm.'),
  images: z.int(),
});

export const scanReportSchema = z
  .strictObject({
    schema: z.literal('plimsoll-scan/1'),
    scannedAt: epochMs,
    durationMs: z.number(),
    image,
    packages: z.array(item),
    findings: z.array(z.discriminatedUnion('kind', [vulnerability, secret, malware, misconfiguration, departure])),
    checks: z.array(
      z.strictObject({
        check: text,
        state: z.enum(['pass', 'fail', 'manual', 'not-applicable', 'not-evaluated', 'error']),
        evidence: text,
        places: z.array(text),
      }),
    ),
    data: z
      .strictObject({
        generation: text,
        builtAt: epochMs,
        newestAt: epochMs,
        feeds: z.array(
          z.strictObject({
            feed: text,
            records: z.number(),
            newestAt: epochMs,
            fetchedAt: epochMs,
            failure: text.optional(),
          }),
        ),
      })
      .optional()
      .describe('Which advisories it was held against; absent: none, and then nothing is said about vulnerabilities.'),
    complete: z.boolean().describe('false when something could not be looked at: see problems.'),
    problems: z.array(z.strictObject({ code: text, message: text, layer: digest.optional(), path: text.optional() })),
    notes: z.array(text),
    unjudged: z.int().positive().optional(),
    verdict: z
      .strictObject({
        policy: text,
        passed: z.boolean(),
        complete: z.boolean(),
        breaches: z.array(z.strictObject({ rule: text, subjects: z.array(text), sentence: text })),
        caveats: z
          .array(text)
          .optional()
          .describe('What a rule could not be held against: unrated findings and the like.'),
      })
      .optional()
      .describe('Present where a policy judged.'),
  })
  .describe('What one scan of one image says.');

/** As JSON Schema, for docs/reference/scan-report.schema.json. */
export function scanReportJsonSchema(): unknown {
  const schema = z.toJSONSchema(scanReportSchema, { target: 'draft-2020-12', unrepresentable: 'any' });
  return { ...schema, title: 'plimsoll-scan/1' };
}
