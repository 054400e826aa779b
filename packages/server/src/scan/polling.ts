/**
 * Looks for tags that moved, by digest and without pulling.
 *
 * in     a registry with its filters
 * out    a scan for each tag whose digest is not the one it had
 * holds  only HEAD is asked for tags; what failed for one repository does not keep the others from being looked at
 */
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { RegistryStore, StoredRegistry } from '../store/registry-store.ts';
import { matchesGlob } from './glob.ts';
import type { ScanQueue } from './queue.ts';
import type { Registries } from './registries.ts';
import { failureOf, type RegistryAccess, type ScanWorker } from './worker.ts';

export interface PollingOptions {
  readonly store: RegistryStore;
  readonly commits: CommitQueue;
  readonly registries: Registries;
  readonly worker: ScanWorker;
  readonly queue: ScanQueue;
  readonly clock: Clock;
  readonly tagsKept: number;
  /** For one registry: others wait for it. */
  readonly timeoutMs: number;
  /** The server ends: what it cuts short was not looked at, and says nothing of the registry. */
  readonly stopped: AbortSignal;
}

type Filter = StoredRegistry['filters'][number];

interface Asking {
  readonly access: RegistryAccess;
  readonly signal: AbortSignal;
}

export function createPolling(options: PollingOptions) {
  const { store, commits, registries, worker, queue, clock, stopped } = options;

  async function repositoriesOf(
    { filters }: StoredRegistry,
    { access, signal }: Asking,
  ): Promise<ReadonlyMap<string, Filter>> {
    const found = new Map<string, Filter>();
    for (const filter of filters) if (!filter.repository.includes('*')) found.set(filter.repository, filter);
    const patterns = filters.filter(({ repository }) => repository.includes('*'));
    if (patterns.length === 0) return found;
    for (const name of await worker.call('repositories', access, { signal })) {
      const filter = patterns.find(({ repository }) => matchesGlob(repository, name));
      if (filter !== undefined && !found.has(name)) found.set(name, filter);
    }
    return found;
  }

  async function pollRepository(
    registry: StoredRegistry,
    { access, signal, repository, filter }: Asking & { repository: string; filter: Filter },
  ): Promise<{ tags: number; changed: number; failure: string | undefined }> {
    const tags = chosenTags(await worker.call('tags', { ...access, repository }, { signal }), filter);
    let changed = 0;
    const { digests, failure } = await worker.call('digests', { ...access, repository, tags }, { signal });
    for (const tag of tags) {
      const digest = digests[tag];
      if (digest === undefined) continue;
      const key = { registry: registry.id, repository, tag };
      if ((await store.tag(key)) === digest) continue;
      changed++;
      const reference = `${registry.host}/${repository}:${tag}`;
      await queue.add({
        ...{ kind: 'scan', reference, name: reference, place: registry.host, trigger: 'poll' },
        askedBy: `polling ${registry.name}`,
      });
      // After the scan is in the queue: a crash in between asks once more rather than never.
      await commits.write((stores) => stores.registries.putTag(key, digest, clock.now()));
    }
    return { tags: tags.length, changed, failure };
  }

  return {
    /** @throws WorkerError SCAN_CANCELLED when the server ends meanwhile; then nothing is noted, and it is due still */
    async poll(registry: StoredRegistry): Promise<StoredRegistry> {
      const at = clock.now();
      const limit = AbortSignal.any([stopped, AbortSignal.timeout(options.timeoutMs)]);
      const told = { at, repositories: 0, tags: 0, changed: 0, failure: null as string | null };
      try {
        const asking = { access: await registries.access(registry), signal: limit };
        for (const [repository, filter] of await repositoriesOf(registry, asking)) {
          told.repositories++;
          try {
            const { tags, changed, failure } = await pollRepository(registry, { ...asking, repository, filter });
            told.tags += tags;
            told.changed += changed;
            if (failure !== undefined) told.failure = `${repository}:${failure}`;
          } catch (error) {
            if (stopped.aborted) throw error;
            told.failure = `${repository}: ${failureOf(error).message}`;
          }
        }
      } catch (error) {
        if (stopped.aborted) throw error;
        told.failure = failureOf(error).message;
      }
      await commits.write((stores) => stores.registries.trimTags(registry.id, options.tagsKept));
      return registries.note(registry.id, () => ({ lastPoll: told }));
    },
  };
}

export type Polling = ReturnType<typeof createPolling>;

/** The newest by name: `1.10` after `1.9`, and `latest` always. */
export function chosenTags(
  tags: readonly string[],
  { tags: only, notTags, newest }: Pick<Filter, 'tags' | 'notTags' | 'newest'>,
): readonly string[] {
  const matching = tags
    .filter((tag) => only.length === 0 || only.some((pattern) => matchesGlob(pattern, tag)))
    .filter((tag) => !notTags.some((pattern) => matchesGlob(pattern, tag)));
  const byNumbers = new Intl.Collator('en', { numeric: true });
  return [...matching]
    .sort((a, b) => Number(b === 'latest') - Number(a === 'latest') || byNumbers.compare(b, a))
    .slice(0, newest);
}
