/**
 * What every record has, and the ids records are told apart by.
 *
 * in     nothing
 * out    branded strings and numbers, so that a container's id cannot be passed where a workload's is meant
 * holds  `because` names the records that caused this one, so that `explain` is a walk and never a guess
 */
declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = Branded<number, 'EpochMs'>;
export type RecordId = Branded<string, 'RecordId'>;
/** `docker/<compose project>/<service>`, `docker/<image name>`, or `<cluster>/<namespace>/<owner>/<container>`. */
export type WorkloadId = Branded<string, 'WorkloadId'>;
/** The runtime's full id, 64 hexadecimal digits for Docker, Podman, containerd and CRI-O. */
export type ContainerId = Branded<string, 'ContainerId'>;
export type NodeId = Branded<string, 'NodeId'>;
/** A batch of learning: merging one twice changes nothing. */
export type BatchId = Branded<string, 'BatchId'>;
/** A process instance, or a time slice of one replica: the unit in which behaviour is counted (see learn/coverage.ts). */
export type BlockId = Branded<string, 'BlockId'>;

export interface Recorded {
  readonly id: RecordId;
  readonly at: EpochMs;
  readonly because: readonly RecordId[];
}
