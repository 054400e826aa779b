/**
 * Severity from the alert budget: how often clean running would look like this, not how large a score is.
 *
 * in     clean alerts a day at least as surprising, and the share of the budget they may use
 * out    a severity, or nothing when clean running shows this more often than the budget allows
 * holds  `critical` needs as many clean blocks as the claim is about: minutes of learning cannot promise a thousandth of a budget
 */
import type { Surprise } from '../detect/detector.ts';
import type { Severity } from '../finding/finding.ts';

/** Up to these parts of the budget's share: a `high` is ten times rarer in clean running than the budget allows. */
const parts: readonly (readonly [number, Severity])[] = [
  [1 / 1000, 'critical'],
  [1 / 10, 'high'],
  [1 / 3, 'medium'],
  [1, 'low'],
];

export function severityOf(
  { expectedPerDay, supported }: Pick<Surprise, 'expectedPerDay' | 'supported'>,
  allowedPerDay: number,
): Severity | undefined {
  const severity = parts.find(([part]) => expectedPerDay <= part * allowedPerDay)?.[1];
  return severity === 'critical' && !supported ? 'high' : severity;
}
