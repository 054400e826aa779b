/**
 * The registries this server may speak to.
 *
 * in     what people set; secrets go in here and only to the worker out
 * out    registries without secrets for the API, with them for the worker
 * holds  every change is in the ledger; no secret is in the ledger, an answer or a log
 */
import { X509Certificate } from 'node:crypto';
import type { Registry, RegistryChange, RegistryCredentials, RegistryInput } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import { newSecret } from '../auth/secret.ts';
import type { Clock } from '../clock.ts';
import { ServerError } from '../errors.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { RegistryStore, StoredRegistry } from '../store/registry-store.ts';
import { nextRun } from './cron.ts';
import type { Vault } from './vault.ts';
import type { RegistryAccess } from './worker.ts';

export interface Registries {
  all(): Promise<readonly StoredRegistry[]>;
  need(id: RecordId): Promise<StoredRegistry>;
  shown(registry: StoredRegistry): Registry;
  add(input: RegistryInput, actor: string): Promise<StoredRegistry>;
  change(id: RecordId, change: RegistryChange, actor: string): Promise<StoredRegistry>;
  remove(id: RecordId, actor: string): Promise<void>;
  /** What is not a setting: when it was polled, who called its hook. */
  note(id: RecordId, note: Partial<Pick<StoredRegistry, 'hook' | 'lastPoll'>>): Promise<StoredRegistry>;
  newHookSecret(id: RecordId, actor: string): Promise<string>;
  hookSecret(id: RecordId): Promise<string | undefined>;
  access(registry: StoredRegistry): Promise<RegistryAccess>;
  /** Of every registry that is turned on. */
  accesses(): Promise<readonly RegistryAccess[]>;
}

interface Secrets {
  readonly credentials: RegistryCredentials;
  readonly clientKey: string | undefined;
  readonly clientCert: string | undefined;
  readonly hook: string | undefined;
}

export interface RegistriesOptions {
  readonly store: RegistryStore;
  readonly commits: CommitQueue;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: () => RecordId;
  readonly changed: () => void;
}

const mostRegistries = 100;
const noSecrets: Secrets = {
  credentials: { kind: 'none' },
  clientKey: undefined,
  clientCert: undefined,
  hook: undefined,
};

export function createRegistries({ store, commits, vault, clock, newId, changed }: RegistriesOptions): Registries {
  async function need(id: RecordId): Promise<StoredRegistry> {
    const registry = await store.get(id);
    if (registry !== undefined) return registry;
    throw new ServerError('REGISTRY_UNKNOWN', `There is no registry ${id}`, {
      hint: 'The registries in the settings list them',
      status: 404,
    });
  }

  async function secretsOf(id: RecordId): Promise<Secrets> {
    const sealed = await store.sealed(id);
    return sealed === undefined ? noSecrets : vault.open<Secrets>(id, sealed);
  }

  async function keep(
    registry: StoredRegistry,
    entry: {
      what: 'registry.added' | 'registry.changed' | 'registry.hook-secret';
      before: StoredRegistry | undefined;
      actor: string;
      reason: string;
    },
    secrets?: Secrets,
  ): Promise<StoredRegistry> {
    const sealed = secrets === undefined ? undefined : vault.seal(registry.id, secrets);
    await commits.write(async (stores) => {
      await stores.registries.put(registry, sealed);
      await stores.ledger.append({
        id: newId(),
        at: clock.now(),
        actor: entry.actor,
        what: entry.what,
        subject: registry.id,
        before: entry.before === undefined ? {} : toldOf(entry.before),
        after: toldOf(registry),
        reason: entry.reason,
        because: [],
      });
    });
    changed();
    return registry;
  }

  async function access(registry: StoredRegistry): Promise<RegistryAccess> {
    const { credentials, clientCert, clientKey } = await secretsOf(registry.id);
    return {
      host: registry.host,
      credentials: workerCredentials(credentials),
      ca: registry.ca ?? undefined,
      clientCertificate:
        clientCert === undefined || clientKey === undefined ? undefined : { cert: clientCert, key: clientKey },
      mirrors: registry.mirrors,
      insecure: registry.insecure,
      requests: registry.limits.requests,
    };
  }

  return {
    all: () => store.all(),
    need,
    shown: (registry) => ({
      ...registry,
      nextPollAt:
        registry.poll === null || !registry.enabled
          ? null
          : (nextRun(registry.poll, registry.lastPoll?.at ?? registry.createdAt) ?? null),
    }),
    async add(input, actor) {
      const all = await store.all();
      if (all.length >= mostRegistries) {
        throw new ServerError('TOO_MANY', `There are ${all.length} registries already`, {
          hint: 'Remove one that is no longer used',
          status: 409,
        });
      }
      if (all.some(({ host }) => host === input.host)) {
        throw new ServerError('INPUT_INVALID', `The registry ${input.host} is there already`, {
          hint: 'Change that one, or remove it first',
          status: 409,
        });
      }
      const { credentials, clientCertificate, ...settings } = input;
      if (settings.poll !== null) nextRun(settings.poll, clock.now());
      const id = newId();
      const now = clock.now();
      const registry: StoredRegistry = {
        ...settings,
        id,
        credentials: credentialsTold(credentials, now),
        clientCertificate: certificateTold(clientCertificate?.cert),
        hook: { path: `/api/v1/hooks/${id}`, secretSetAt: null, lastAt: null, lastFrom: null, accepted: 0, refused: 0 },
        lastPoll: null,
        createdAt: now,
      };
      const secrets = {
        credentials,
        clientCert: clientCertificate?.cert,
        clientKey: clientCertificate?.key,
        hook: undefined,
      };
      return keep(registry, { what: 'registry.added', before: undefined, actor, reason: 'Added' }, secrets);
    },
    async change(id, { credentials, clientCertificate, ...given }, actor) {
      const before = await need(id);
      const secrets = await secretsOf(id);
      const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      if (given.poll != null) nextRun(given.poll, clock.now());
      const registry: StoredRegistry = {
        ...before,
        ...settings,
        ...(credentials !== undefined && { credentials: credentialsTold(credentials, clock.now()) }),
        ...(clientCertificate !== undefined && { clientCertificate: certificateTold(clientCertificate?.cert) }),
      };
      // Credentials are for the host they were given for, and for no other.
      const isMoved = registry.host !== before.host && credentials === undefined && secrets.credentials.kind !== 'none';
      if (isMoved) {
        throw new ServerError('INPUT_INVALID', 'The host changes, and the credentials are for the old one', {
          hint: 'Give the credentials for the new host in the same change',
          status: 400,
        });
      }
      const next: Secrets = {
        ...secrets,
        ...(credentials !== undefined && { credentials }),
        ...(clientCertificate !== undefined && {
          clientCert: clientCertificate?.cert,
          clientKey: clientCertificate?.key,
        }),
      };
      return keep(registry, { what: 'registry.changed', before, actor, reason: 'Changed' }, next);
    },
    async remove(id, actor) {
      const registry = await need(id);
      await commits.write(async (stores) => {
        await stores.registries.remove(id);
        await stores.ledger.append({
          ...{ id: newId(), at: clock.now(), actor, what: 'registry.removed', subject: id },
          ...{ before: toldOf(registry), after: {}, reason: 'Removed', because: [] },
        });
      });
      changed();
    },
    async note(id, note) {
      return commits.write(async (stores) => {
        const registry = await stores.registries.get(id);
        if (registry === undefined) return need(id);
        const noted = { ...registry, ...note };
        await stores.registries.put(noted);
        return noted;
      });
    },
    async newHookSecret(id, actor) {
      const before = await need(id);
      const secret = newSecret('plh_');
      const registry = { ...before, hook: { ...before.hook, secretSetAt: clock.now() } };
      const secrets = { ...(await secretsOf(id)), hook: secret };
      await keep(registry, { what: 'registry.hook-secret', before, actor, reason: 'Asked for' }, secrets);
      return secret;
    },
    hookSecret: async (id) => (await secretsOf(id)).hook,
    access,
    async accesses() {
      const all = (await store.all()).filter(({ enabled }) => enabled);
      return Promise.all(all.map(access));
    },
  };
}

function workerCredentials(credentials: RegistryCredentials): RegistryAccess['credentials'] {
  switch (credentials.kind) {
    case 'none':
      return undefined;
    case 'docker':
      return 'docker';
    default:
      return credentials;
  }
}

function credentialsTold(credentials: RegistryCredentials, now: EpochMs): StoredRegistry['credentials'] {
  return {
    kind: credentials.kind,
    user: credentials.kind === 'basic' ? credentials.user : null,
    setAt: credentials.kind === 'none' ? null : now,
  };
}

function certificateTold(pem: string | undefined): StoredRegistry['clientCertificate'] {
  if (pem === undefined) return null;
  try {
    const { subject, validTo } = new X509Certificate(pem);
    return { subject: subject.replaceAll('\n', ', '), validUntil: Date.parse(validTo) as EpochMs };
  } catch (cause) {
    throw new ServerError('INPUT_INVALID', 'The client certificate is not one in PEM form', {
      hint: 'Give the certificate first, from -----BEGIN CERTIFICATE----- on, and its key beside it',
      status: 400,
      cause,
    });
  }
}

/** For the ledger: settings, and of secrets only when they were set. */
function toldOf({ name, host, enabled, insecure, mirrors, filters, poll, limits, credentials, hook }: StoredRegistry) {
  return {
    name,
    host,
    enabled,
    insecure,
    mirrors,
    filters,
    poll,
    limits,
    credentials,
    hookSecretSetAt: hook.secretSetAt,
  };
}
