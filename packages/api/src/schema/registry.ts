/** Registries this server may speak to. Secrets go in and never come out. */
import { z } from 'zod';
import { EpochMsSchema, RecordIdSchema } from './id.ts';

const text = (most: number) => z.string().trim().min(1).max(most);
/** `*` is any part of a name, `**` any number of parts. */
const pattern = z.string().trim().min(1).max(255);

export const RegistryFilter = z.object({
  /** `shop/*` */
  repository: pattern,
  /** `1.*`; every tag when empty. */
  tags: z.array(pattern).max(50).default([]),
  notTags: z.array(pattern).max(50).default([]),
  /** At most so many tags, the newest by name. */
  newest: z.number().int().min(1).max(1000).default(20),
});
export type RegistryFilter = z.infer<typeof RegistryFilter>;

export const RegistryLimits = z.object({
  /** Scans at once. */
  scans: z.number().int().min(1).max(16).default(2),
  /** Requests at once. */
  requests: z.number().int().min(1).max(32).default(4),
});

export const RegistryPoll = z.object({ cron: text(100), timezone: text(64).optional() });

export const RegistryCredentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('basic'), user: text(255), password: z.string().min(1).max(8192) }),
  z.object({ kind: z.literal('bearer'), token: z.string().min(1).max(8192) }),
  /** An OAuth refresh token. */
  z.object({ kind: z.literal('identity'), token: z.string().min(1).max(8192) }),
  /** What `docker login` left in the configuration of the user that runs the server. */
  z.object({ kind: z.literal('docker') }),
]);
export type RegistryCredentials = z.infer<typeof RegistryCredentials>;

const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/, 'is not a host name with an optional port')
  .max(255);

const settings = {
  name: text(100),
  host,
  enabled: z.boolean(),
  /** May be spoken to without TLS. */
  insecure: z.boolean(),
  /** Extra authority, PEM. */
  ca: z.string().max(65_536).nullable(),
  /** Asked in this order before the host itself. */
  mirrors: z.array(host).max(8),
  filters: z.array(RegistryFilter).max(100),
  poll: RegistryPoll.nullable(),
  limits: RegistryLimits,
};

export const RegistryInput = z.object({
  ...settings,
  enabled: settings.enabled.default(true),
  insecure: settings.insecure.default(false),
  ca: settings.ca.default(null),
  mirrors: settings.mirrors.default([]),
  filters: settings.filters.default([]),
  poll: settings.poll.default(null),
  limits: settings.limits.default({ scans: 2, requests: 4 }),
  credentials: RegistryCredentials.default({ kind: 'none' }),
  /** PEM pair. */
  clientCertificate: z
    .object({ cert: z.string().max(65_536), key: z.string().max(65_536) })
    .nullable()
    .default(null),
});
export type RegistryInput = z.infer<typeof RegistryInput>;

/** What is left out stays as it is. */
export const RegistryChange = z
  .object({
    ...settings,
    credentials: RegistryCredentials,
    clientCertificate: z.object({ cert: z.string().max(65_536), key: z.string().max(65_536) }).nullable(),
  })
  .partial();
export type RegistryChange = z.infer<typeof RegistryChange>;

export const Registry = z.object({
  id: RecordIdSchema,
  ...settings,
  /** What kind there is and whose; never the secret. */
  credentials: z.object({
    kind: z.enum(['none', 'basic', 'bearer', 'identity', 'docker']),
    user: z.string().nullable(),
    setAt: EpochMsSchema.nullable(),
  }),
  clientCertificate: z.object({ subject: z.string(), validUntil: EpochMsSchema }).nullable(),
  /** Where the registry tells of pushes; `secretSetAt` is null until a secret was made. */
  hook: z.object({
    path: z.string(),
    secretSetAt: EpochMsSchema.nullable(),
    lastAt: EpochMsSchema.nullable(),
    lastFrom: z.string().nullable(),
    accepted: z.number().int(),
    refused: z.number().int(),
  }),
  lastPoll: z
    .object({
      at: EpochMsSchema,
      repositories: z.number().int(),
      tags: z.number().int(),
      changed: z.number().int(),
      failure: z.string().nullable(),
    })
    .nullable(),
  nextPollAt: EpochMsSchema.nullable(),
  createdAt: EpochMsSchema,
});
export type Registry = z.infer<typeof Registry>;
export const RegistryList = z.object({ items: z.array(Registry) });

/** Shown once. */
export const HookSecret = z.object({ path: z.string(), secret: z.string() });

export const RegistryTest = z.object({
  ok: z.boolean(),
  /** What was tried, in order: name resolved, TLS, signed in, listed. */
  steps: z.array(z.object({ what: z.string(), ok: z.boolean(), detail: z.string() })),
  /** Repositories that the filters name, the first ten. */
  repositories: z.array(z.string()),
  hint: z.string().nullable(),
});
export type RegistryTest = z.infer<typeof RegistryTest>;
