import type { Finding } from '@plimsoll/api';
import { printable } from './printable.ts';
import type { Style, Tone } from './style.ts';
import { clock } from './time.ts';

type Severity = Finding['severity'];

const tones: Readonly<Record<Severity, Tone>> = { low: 'quiet', medium: 'accent', high: 'warn', critical: 'bad' };

export function toneOf(severity: Severity): Tone {
  return tones[severity];
}

/** One line for streams: time, severity, the sentence, and how to ask more. */
export function findingLine(finding: Finding, style: Style): string {
  const severity = style.paint(toneOf(finding.severity), finding.severity.padEnd(8));
  const again = finding.count > 1 ? ` (${finding.count} times)` : '';
  return `${style.paint('quiet', clock(finding.lastAt))}  ${severity}  ${printable(finding.sentence)}${again}  ${style.paint('quiet', finding.id)}`;
}

/** `2 critical, 1 low`, or `none`. */
export function severityCounts(counts: Readonly<Record<Severity, number>>, style: Style): string {
  const parts = (['critical', 'high', 'medium', 'low'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => style.paint(toneOf(severity), `${counts[severity]} ${severity}`));
  return parts.length === 0 ? 'none' : parts.join(', ');
}
