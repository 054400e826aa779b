/** An analyzer that finds packages, with what people and docs need to know of it. */
import type { Analyzer } from '../facts/analyzer.ts';

export interface Cataloger extends Analyzer {
  /** One line: what it reads. */
  readonly summary: string;
  /** Patterns of the files it reads, for the reference. */
  readonly files: readonly string[];
}
