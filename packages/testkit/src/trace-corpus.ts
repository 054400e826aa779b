/** The golden corpus: every trace with what must be found in it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@plimsoll/core';

export interface TraceCase {
  readonly name: string;
  readonly trace: string;
  /** JSON: what foundIn() gives. */
  readonly expected: string;
}

/** Throws when the directory holds no trace: a test of nothing must not pass. */
export function traceCases(directory: string): readonly TraceCase[] {
  const traces = readdirSync(directory).filter((name) => /\.trace(\.gz)?$/.test(name));
  if (traces.length === 0) throw new Error(`There is no trace in ${directory}.`);
  return traces.sort().map((file) => {
    const name = file.replace(/\.trace(\.gz)?$/, '');
    return { name, trace: join(directory, file), expected: join(directory, `${name}.expected.json`) };
  });
}

/** Findings without ids and times, for people to read and for a file to keep. */
export function foundIn(findings: readonly Finding[]): string {
  const told = findings.map(({ detector, severity, title, sentence, workload, container, technique }) => ({
    detector,
    severity,
    title,
    workload,
    container: container.name,
    technique: technique?.id,
    sentence,
  }));
  return `${JSON.stringify(told, undefined, 2)}\n`;
}
