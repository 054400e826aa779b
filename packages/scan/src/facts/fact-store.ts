/** Where facts of layers are kept. A port: a folder is one adapter, memory another. Many processes may share one without locks. */
import type { Digest } from '@plimsoll/core';
import type { LayerFacts } from './layer-facts.ts';

export interface FactStore {
  /** undefined when there are none for this analyzer set, or what is there cannot be trusted. */
  get(diffId: Digest, analyzers: string): Promise<LayerFacts | undefined>;
  put(facts: LayerFacts): Promise<void>;
}
