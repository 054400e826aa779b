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
  /** What is not a setting: when it was polled, who called its hook. Made of the registry as it is by then. */
  note(id: RecordId, note: (registry: StoredRegistry) => Noted): Promise<StoredRegistry>;
  newHookSecret(id: RecordId, actor: string): Promise<string>;
  hookSecret(id: RecordId): Promise<string | undefined>;
  access(registry: StoredRegistry): Promise<RegistryAccess>;
  /** Of every registry that is turned on. */
  accesses(): Promise<readonly RegistryAccess[]>;
}

type Noted = Partial<Pick<StoredRegistry, 'hook' | 'lastPoll'>>;

interface Secrets {
  readonly credentials: RegistryCredentials;
  readonly clientKey: string | undefined;
  readonly clientCert: string | undefined;
  readonly hook: string | undefined;
}

interface Amendment {
  readonly what: 'registry.changed' | 'registry.hook-secret';
  readonly actor: string;
  readonly reason: string;
  /** New credentials are among it. */
  readonly renews: boolean;
  readonly settings: (registry: StoredRegistry, secrets: Secrets) => StoredRegistry;
  readonly secrets: (secrets: Secrets) => Secrets;
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
    throw unknownRegistry(id);
  }

  async function secretsOf(id: RecordId): Promise<Secrets> {
    const sealed = await store.sealed(id);
    return sealed === undefined ? noSecrets : vault.open<Secrets>(id, sealed);
  }

  async function add(registry: StoredRegistry, secrets: Secrets, actor: string): Promise<StoredRegistry> {
    await commits.write(async (stores) => {
      await hostIsFree(stores.registries, registry);
      await stores.registries.put(registry, vault.seal(registry.id, secrets));
      await stores.ledger.append({
        ...{ id: newId(), at: clock.now(), actor, what: 'registry.added', subject: registry.id },
        ...{ before: {}, after: toldOf(registry), reason: 'Added', because: [] },
      });
    });
    changed();
    return registry;
  }

  /** Of the registry and its secrets as they are by then: a poll or another change may have come between. */
  async function amend(id: RecordId, amendment: Amendment): Promise<StoredRegistry> {
    const { what, actor, reason, settings, secrets } = amendment;
    const registry = await commits.write(async (stores) => {
      const before = await stores.registries.get(id);
      if (before === undefined) throw unknownRegistry(id);
      const sealed = await stores.registries.sealed(id);
      const held = sealed === undefined ? noSecrets : opened(id, sealed, amendment.renews);
      const after = settings(held === undefined ? withoutSecrets(before) : before, held ?? noSecrets);
      if (after.host !== before.host) await hostIsFree(stores.registries, after);
      await stores.registries.put(after, vault.seal(id, secrets(held ?? noSecrets)));
      await stores.ledger.append({
        ...{ id: newId(), at: clock.now(), actor, what, subject: id },
        ...{ before: toldOf(before), after: toldOf(after), reason, because: [] },
      });
      return after;
    });
    changed();
    return registry;
  }

  /** undefined when they cannot be opened and others take their place: then that is the way out. */
  function opened(id: RecordId, sealed: Uint8Array, renews: boolean): Secrets | undefined {
    try {
      return vault.open<Secrets>(id, sealed);
    } catch (error) {
      if (renews && error instanceof ServerError && error.code === 'VAULT_UNREADABLE') return undefined;
      throw error;
    }
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
      return add(registry, secrets, actor);
    },
    async change(id, { credentials, clientCertificate, ...given }, actor) {
      if (given.poll != null) nextRun(given.poll, clock.now());
      const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const told = {
        ...(credentials !== undefined && { credentials: credentialsTold(credentials, clock.now()) }),
        ...(clientCertificate !== undefined && { clientCertificate: certificateTold(clientCertificate?.cert) }),
      };
      return amend(id, {
        ...{ what: 'registry.changed', actor, reason: 'Changed', renews: credentials !== undefined },
        settings(before, secrets) {
          const registry: StoredRegistry = { ...before, ...settings, ...told };
          // Credentials are for the host they were given for, and for no other.
          const isMoved = registry.host !== before.host && credentials === undefined;
          if (isMoved && secrets.credentials.kind !== 'none') throw forOldHost();
          return registry;
        },
        secrets: (secrets) => ({
          ...secrets,
          ...(credentials !== undefined && { credentials }),
          ...(clientCertificate !== undefined && {
            clientCert: clientCertificate?.cert,
            clientKey: clientCertificate?.key,
          }),
        }),
      });
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
        if (registry === undefined) throw unknownRegistry(id);
        const noted = { ...registry, ...note(registry) };
        await stores.registries.put(noted);
        return noted;
      });
    },
    async newHookSecret(id, actor) {
      const secret = newSecret('plh_');
      await amend(id, {
        ...{ what: 'registry.hook-secret', actor, reason: 'Asked for', renews: false },
        settings: (registry) => ({ ...registry, hook: { ...registry.hook, secretSetAt: clock.now() } }),
        secrets: (secrets) => ({ ...secrets, hook: secret }),
      });
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

/** Of two with one host nobody could tell whose credentials hold. */
async function hostIsFree(registries: RegistryStore, { id, host }: StoredRegistry): Promise<void> {
  if (!(await registries.all()).some((other) => other.host === host && other.id !== id)) return;
  throw new ServerError('INPUT_INVALID', `The registry ${host} is there already`, {
    hint: 'Change that one, or remove it first',
    status: 409,
  });
}

function withoutSecrets(registry: StoredRegistry): StoredRegistry {
  return { ...registry, clientCertificate: null, hook: { ...registry.hook, secretSetAt: null } };
}

function unknownRegistry(id: RecordId): ServerError {
  return new ServerError('REGISTRY_UNKNOWN', `There is no registry ${id}`, {
    hint: 'The registries in the settings list them',
    status: 404,
  });
}

function forOldHost(): ServerError {
  return new ServerError('INPUT_INVALID', 'The host changes, and the credentials are for the old one', {
    hint: 'Give the credentials for the new host in the same change',
    status: 400,
  });
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
