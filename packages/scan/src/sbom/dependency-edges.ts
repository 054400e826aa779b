/** From a component's reference to those it depends on, while a document is read. */
import { sbomLimits } from './sbom.ts';

export interface DependencyEdges {
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** What is beyond the limit is left out: it is not what the document is read for. */
  add(from: string, targets: readonly string[]): void;
}

/** However often one reference stands there, its targets are gathered and not copied. */
export function createDependencyEdges(): DependencyEdges {
  const edges = new Map<string, string[]>();
  let left: number = sbomLimits.dependencies;
  return {
    edges,
    add(from, targets) {
      const some = targets.slice(0, left);
      left -= some.length;
      const known = edges.get(from);
      if (known === undefined) edges.set(from, some);
      else for (const target of some) known.push(target);
    },
  };
}
