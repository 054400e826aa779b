/**
 * The link between an agent and the server that keeps what it learns.
 *
 * in     what the agent learned, judged and observed; how well it sees
 * out    orders: which baseline and mode to apply to each workload
 * holds  `learned` and `judged` resolve once what they carry survives a crash; repeating either changes nothing
 */
import type { BatchId, ContainerRef, Event, Finding, LearningSettings, Workload, WorkloadId } from '@plimsoll/core';
import type { NodeHealth } from './schema/status.ts';

export interface ServerLink {
  learned(delta: LearnedDelta): Promise<void>;
  judged(judged: Judged): Promise<void>;
  /** Fire and forget, for the live view: the server may drop and counts what it drops. */
  observed(events: readonly Event[]): void;
  health(health: NodeHealth): void;
  /** All containers that run on this node now. */
  running(node: string, containers: readonly RunningContainer[]): void;
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
  readonly finding: Finding;
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
