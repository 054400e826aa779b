/**
 * Where registries tell of pushes.
 *
 * in     a request to the registry's own path, that proves its secret
 * out    a scan of what was pushed, as the registry itself has it now
 * holds  unknown registry, no secret and wrong secret look alike; a repeated delivery queues nothing twice
 */
import { hookPath } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../errors.ts';
import type { StoredRegistry } from '../store/registry-store.ts';
import { type HookEvents, hookEventsOf } from './hook-events.ts';
import { provesSecret } from './hook-proof.ts';
import type { Registries } from './registries.ts';

export interface HookOptions {
  readonly registries: Registries;
  readonly pushed: (registry: StoredRegistry, events: HookEvents) => Promise<number>;
  readonly now: () => StoredRegistry['createdAt'];
}

const bodyLimit = 1024 * 1024;
const callsPerMinute = 600;
/** Compared against when there is none, so that its absence takes as long as a wrong one. */
const noSecret = 'no secret was made for this registry';

export function serveHooks(fastify: FastifyInstance, { registries, pushed, now }: HookOptions): void {
  fastify.register(async (scope) => {
    // Every provider has a type of its own, and GitHub signs the bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { registry: string } }>(
      hookPath,
      { bodyLimit, config: { rateLimit: { max: callsPerMinute, timeWindow: 60_000 } } },
      async (request) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const registry = await known(request.params.registry);
        const secret = registry === undefined ? undefined : await registries.hookSecret(registry.id);
        const proved = provesSecret({ headers: request.headers, body }, secret ?? noSecret) && secret !== undefined;
        if (registry === undefined || !proved) {
          if (registry !== undefined) await note(registry, ({ refused }) => ({ refused: refused + 1 }));
          throw unknown();
        }
        const events = registry.enabled ? hookEventsOf(parsed(body), { host: registry.host }) : undefined;
        const queued = events === undefined ? 0 : await pushed(registry, events);
        await note(registry, ({ accepted }) => ({
          accepted: accepted + 1,
          lastAt: now(),
          lastFrom: events?.provider ?? 'not understood',
        }));
        return { ok: true, queued };
      },
    );
  });

  async function known(id: string): Promise<StoredRegistry | undefined> {
    try {
      return await registries.need(id as string as RecordId);
    } catch (error) {
      // Whether there is one is nobody's business who cannot prove the secret.
      if (error instanceof ServerError && error.code === 'REGISTRY_UNKNOWN') return undefined;
      throw error;
    }
  }

  async function note(
    { id }: StoredRegistry,
    noted: (hook: StoredRegistry['hook']) => Partial<StoredRegistry['hook']>,
  ): Promise<void> {
    await registries.note(id, ({ hook }) => ({ hook: { ...hook, ...noted(hook) } }));
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // Is none of the known shapes either.
  }
}

function unknown(): ServerError {
  return new ServerError('NOT_FOUND', 'There is nothing at this address', {
    hint: 'The settings of the registry tell its address and how to make its secret',
    status: 404,
  });
}
