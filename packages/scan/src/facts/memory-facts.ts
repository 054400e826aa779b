/** Facts in memory: for one scan that shall leave nothing behind. */
import type { FactStore } from './fact-store.ts';
import type { LayerFacts } from './layer-facts.ts';

export function createMemoryFacts(): FactStore {
  const kept = new Map<string, LayerFacts>();
  return {
    get: async (diffId, analyzers) => kept.get(`${diffId}\n${analyzers}`),
    async put(facts) {
      kept.set(`${facts.diffId}\n${facts.analyzers}`, facts);
    },
  };
}
