/**
 * A part that looks at the entries of a layer: catalogers, secrets, malware, executables.
 *
 * in     every entry, then the bytes of those it wants: a file's beginning at once, or all of it chunk by chunk
 * out    facts, by way of the sink
 * holds  an analyzer sees one layer at a time, keeps nothing between layers, and never throws for what is in an image: what it cannot
 *        read is a problem in the sink
 */
import type { ScanProblem } from '@plimsoll/core';
import type { LayerEntry } from '../source/source.ts';
import type { Executable, Inventory, LayerFacts, MalwareFact, SecretFact } from './layer-facts.ts';

export interface Analyzer {
  /** `dpkg`, `npm-lock`, `secret` … unique. */
  readonly id: string;
  /** Raised whenever it would say something else of the same bytes; for user rules, with their hash. */
  readonly version: string;
  /** A pass over one layer; what it gathers goes to the sink. */
  open(sink: FactSink): LayerPass;
}

export interface LayerPass {
  /** How many bytes of the entry from its start it wants: 0 for none. Called for every entry, so it is quick. */
  wants(entry: LayerEntry): number;
  /** `bytes` may be longer than what it asked for; `whole` says whether it is all of the file. Must not keep or change `bytes` once done. */
  look(file: { readonly entry: LayerEntry; readonly bytes: Uint8Array; readonly whole: boolean }): void | Promise<void>;
  /**
   * Gets all of a file's bytes as they go by, however large it is; for what must look further than can be held. Called for every file
   * after `wants`, so it is quick; undefined for the others.
   */
  follow?(entry: LayerEntry): Follower | undefined;
  /** The layer is over. */
  close(): void | Promise<void>;
}

/** Like its pass it never throws for what is in a file. */
export interface Follower {
  /** The file's next bytes, which are somebody else's once this returns. @returns false when it needs no more of them */
  chunk(bytes: Uint8Array): boolean;
  /** `whole`: the file was handed in to its end, or could have been but for this one's own `false`. */
  end(whole: boolean): void;
}

export interface FactSink {
  inventory(inventory: Inventory): void;
  release(path: string, release: Readonly<Record<string, string>>): void;
  link(path: string, target: string, hard: boolean): void;
  executable(executable: Executable): void;
  writable(path: string, mode: number): void;
  secret(secret: SecretFact): void;
  malware(malware: MalwareFact): void;
  /** `layer` is filled in by the runner. */
  problem(problem: Omit<ScanProblem, 'layer'>): void;
  passedOver(reason: string): void;
}

/** Facts without what the runner adds. */
export type GatheredFacts = Omit<LayerFacts, 'schema' | 'diffId' | 'analyzers'>;
