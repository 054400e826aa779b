/**
 * Enrich: frames become events that name container, workload and process.
 *
 * in     frames, what the container engine tells, what /proc tells of processes that were there before the sensor
 * out    core's events
 * holds  an event is attributed by its cgroup alone, never by guess; frames wait at most two seconds for a name, in bounded
 *        memory, and what found no room is counted
 */
import type { ContainerId, EpochMs, WorkloadId } from '@plimsoll/core';

/** What the engine knows of a container, as far as events need it. Labels stay behind: they may hold secrets. */
export interface ContainerFacts {
  readonly id: ContainerId;
  readonly name: string;
  readonly image: string;
  /** The image's id, `sha256:…`: it names the content even when the image was never pulled; empty when unknown. */
  readonly imageDigest: string;
  /** Undefined while it is only created. */
  readonly startedAt: EpochMs | undefined;
  readonly workload: WorkloadId;
  /** Directories and files of the container that somebody mounted over its image. */
  readonly volumes: readonly string[];
}
