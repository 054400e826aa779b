/** Executables a workload may start in protect mode: trusted ones, by their path in the container. */
import type { Baseline } from './baseline.ts';
import { isTrustedShape } from './process/model.ts';

export function allowedExecutables({ process }: Baseline): readonly string[] {
  const allowed = new Set<string>();
  for (const known of process.shapes.values()) {
    if (isTrustedShape(known) && known.shape.executable.startsWith('/')) allowed.add(known.shape.executable);
  }
  return [...allowed].sort();
}
