/**
 * Every workload there is, in memory and in the store.
 *
 * in     names that agents mention, changes that people and the estimate make
 * out    records; who listens learns of each change
 * holds  memory never runs ahead of the store in anything but counts and times, which are written every few seconds
 */
import type { EpochMs, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import { ServerError } from '../errors.ts';
import type { Stores } from '../store/store.ts';
import type { WorkloadRecord } from '../store/workload-store.ts';

export interface WorkloadRegistry {
  load(): Promise<void>;
  all(): readonly WorkloadRecord[];
  get(id: WorkloadId): WorkloadRecord | undefined;
  /** @throws ServerError WORKLOAD_UNKNOWN */
  need(id: WorkloadId): WorkloadRecord;
  /** Known from now on: in discover, and in the store when this resolves. */
  ensure(id: WorkloadId): Promise<WorkloadRecord>;
  /** Into the store only, as a part of `stores`' transaction; `apply` the same change once that is kept. */
  write(stores: Stores, id: WorkloadId, change: RecordChange): Promise<void>;
  apply(id: WorkloadId, change: RecordChange): WorkloadRecord;
  /** Counted in memory until `flush`. */
  count(id: WorkloadId, counts: { readonly events?: number; readonly lost?: number }): void;
  /** Something of it runs now. */
  seen(id: WorkloadId, image: string): void;
  /** Whether `flush` has anything to write. */
  unwritten(): boolean;
  flush(stores: Stores): Promise<void>;
}

export type RecordChange = (record: WorkloadRecord) => WorkloadRecord;

export interface RegistryOptions {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly most: number;
  readonly changed: (id: WorkloadId) => void;
}

const imagesKept = 8;

export function createRegistry({ stores, clock, most, changed }: RegistryOptions): WorkloadRegistry {
  const records = new Map<WorkloadId, WorkloadRecord>();
  const unwritten = new Set<WorkloadId>();
  const arriving = new Map<WorkloadId, Promise<WorkloadRecord>>();

  async function add(id: WorkloadId): Promise<WorkloadRecord> {
    if (records.size + arriving.size >= most) {
      throw new ServerError('TOO_MANY_WORKLOADS', `${most} workloads are known already, so ${id} is not taken in`, {
        hint: 'Raise the limit in the settings, or give containers names that replicas share',
        status: 429,
      });
    }
    const record = newRecord(id, clock.now());
    await stores.workloads.put(record);
    records.set(id, record);
    changed(id);
    return record;
  }

  function touch(id: WorkloadId, update: (record: WorkloadRecord) => WorkloadRecord): void {
    const record = records.get(id);
    if (record === undefined) return;
    records.set(id, update(record));
    unwritten.add(id);
  }

  return {
    async load() {
      for (const record of await stores.workloads.all()) records.set(record.workload.id, record);
    },
    all: () => [...records.values()],
    get: (id) => records.get(id),
    need(id) {
      const record = records.get(id);
      if (record !== undefined) return record;
      throw new ServerError('WORKLOAD_UNKNOWN', `There is no workload ${id}`, {
        hint: '`plimsoll workloads` lists those that were seen',
        status: 404,
      });
    },
    async ensure(id) {
      const known = records.get(id);
      if (known !== undefined) return known;
      const coming = arriving.get(id) ?? add(id).finally(() => arriving.delete(id));
      arriving.set(id, coming);
      return coming;
    },
    async write(over, id, change) {
      await over.workloads.put(change(records.get(id) ?? newRecord(id, clock.now())));
    },
    apply(id, change) {
      const record = change(records.get(id) ?? newRecord(id, clock.now()));
      records.set(id, record);
      changed(id);
      return record;
    },
    count(id, { events = 0, lost = 0 }) {
      touch(id, (record) => ({
        ...record,
        events: record.events + events,
        lost: record.lost + lost,
        workload: { ...record.workload, lastSeenAt: clock.now() },
      }));
    },
    seen(id, image) {
      touch(id, (record) => ({
        ...record,
        images: withNewest(record.images, image),
        workload: { ...record.workload, lastSeenAt: clock.now() },
      }));
    },
    unwritten: () => unwritten.size > 0,
    async flush(over) {
      const ids = [...unwritten];
      unwritten.clear();
      for (const id of ids) {
        const record = records.get(id);
        if (record !== undefined) await over.workloads.put(record);
      }
    },
  };
}

function newRecord(id: WorkloadId, now: EpochMs): WorkloadRecord {
  return {
    workload: { id, firstSeenAt: now, lastSeenAt: now, mode: 'discover', dryRun: true, declaredReady: false },
    images: [],
    events: 0,
    lost: 0,
    baselineVersion: 0,
    learnedFrom: undefined,
    readiness: undefined,
  };
}

function withNewest(images: readonly string[], image: string): readonly string[] {
  if (image === '' || images[0] === image) return images;
  return [image, ...images.filter((known) => known !== image)].slice(0, imagesKept);
}
