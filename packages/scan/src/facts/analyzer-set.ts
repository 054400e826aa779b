/** The analyzers that look at a layer together. Facts made by one set are never taken for those of another. */
import { createHash } from 'node:crypto';
import type { Analyzer } from './analyzer.ts';

export interface AnalyzerSet {
  readonly analyzers: readonly Analyzer[];
  /** 16 hexadecimal digits over every id and version, whatever their order. */
  readonly hash: string;
}

export function analyzerSet(analyzers: readonly Analyzer[]): AnalyzerSet {
  const names = analyzers.map(({ id, version }) => `${id}@${version}`).sort();
  const twice = names.find((name, index) => name === names[index - 1]);
  if (twice !== undefined) throw new Error(`analyzer ${twice} is there twice`);
  return { analyzers, hash: createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16) };
}
