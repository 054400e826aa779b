/**
 * The link between an agent and the server that keeps what it learns.
 *
 * in     what the agent learned, judged and observed; how well it sees
 * out    orders: which baseline and mode to apply to each workload
 * holds  `learned` and `judged` resolve once what they carry survives a crash; repeating either changes nothing
 */
import type {
  BatchId,
  ContainerRef,
  Detection,
  EpochMs,
  Event,
  LearningSettings,
  Workload,
  WorkloadId,
} from '@plimsoll/core';
import type { NodeHealth } from './schema/status.ts';

export interface ServerLink {
  learned(delta: LearnedDelta): Promise<void>;
  judged(judged: Judged): Promise<void>;
  /** Fire and forget, for the live view: the server may drop and counts what it drops. */
  observed(events: readonly Event[]): void;
  health(health: NodeHealth): void;
  /** All containers that run on this node now. */
  running(node: string, containers: readonly RunningContainer[]): void;
  /** Images that came to this node's engine. Fire and forget: what runs is told by `running` anyway. */
  pulled(node: string, images: readonly PulledImage[]): void;
  /** Which files of which images were seen to run. Resolves once it survives a crash; repeating it changes nothing. */
  used(usage: Usage): Promise<void>;
  /** Calls back at once with an order for every workload the server knows, then with each change. Returns how to stop. */
  orders(listener: (order: Order) => void): () => void;
}

export interface LearnedDelta {
  readonly workload: WorkloadId;
  readonly batch: BatchId;
  /** encodeBaseline() of what was learned since the last delta. */
  readonly state: Uint8Array;
  readonly observations: number;
}

export interface Judged {
  readonly finding: Detection;
  readonly evidence: readonly Event[];
}

export interface RunningContainer {
  readonly workload: WorkloadId;
  readonly container: ContainerRef;
}

export interface Order {
  readonly workload: Workload;
  readonly baselineVersion: number;
  /** encodeBaseline() of the merged baseline; undefined for a workload that has none yet. */
  readonly baseline: Uint8Array | undefined;
  readonly settings: LearningSettings;
}

export interface PulledImage {
  /** As it was asked for: `nginx:1.27`. */
  readonly name: string;
  /** The engine's id of it, `sha256:…`; undefined when the engine could not tell. */
  readonly id?: string | undefined;
}

/** At most a few hundred files at once; an agent sends what is new or was last told an hour ago. */
export interface Usage {
  readonly node: string;
  /** Every image that is watched here, and since when: what was not seen of it since then was not used. */
  readonly watched: readonly WatchedImage[];
  readonly files: readonly UsedFile[];
  /** Files that found no room in the agent, since its start. */
  readonly dropped: number;
}

export interface WatchedImage {
  /** As ContainerRef.imageDigest: the engine's id of it. */
  readonly image: string;
  readonly workload: WorkloadId;
  readonly since: EpochMs;
}

export interface UsedFile {
  readonly image: string;
  readonly workload: WorkloadId;
  /** executed: started as a process. loaded: mapped executable, or an archive that is held open. */
  readonly kind: 'executed' | 'loaded';
  /** As the container sees it. */
  readonly path: string;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}
