import type { Detection } from '@plimsoll/core';

/** Findings without ids and times, for people to read and for a file to keep. */
export function foundIn(findings: readonly Detection[]): string {
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
