/** Registries, with what is secret of them sealed. A port. */
import type { Registry } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';

/** What the API shows, without what is computed when it is shown. */
export type StoredRegistry = Omit<Registry, 'nextPollAt'>;

export interface RegistryStore {
  all(): Promise<readonly StoredRegistry[]>;
  get(id: RecordId): Promise<StoredRegistry | undefined>;
  /** `sealed` undefined leaves what is there. */
  put(registry: StoredRegistry, sealed?: Uint8Array): Promise<void>;
  sealed(id: RecordId): Promise<Uint8Array | undefined>;
  remove(id: RecordId): Promise<void>;
  /** The digest a tag had when it was last looked at. */
  tag(key: TagKey): Promise<string | undefined>;
  putTag(key: TagKey, digest: string, at: EpochMs): Promise<void>;
  trimTags(registry: RecordId, keep: number): Promise<number>;
}

export interface TagKey {
  readonly registry: RecordId;
  readonly repository: string;
  readonly tag: string;
}
