/**
 * Severity from the alert budget: how often clean running would look like this, not how large a score is.
 *
 * in     clean alerts a day at least as surprising, and the share of the budget they may use
 * out    a severity, or nothing when clean running shows this more often than the budget allows
 */
import type { Severity } from '../finding/finding.ts';

/** Up to these parts of the budget's share: a `high` is ten times rarer in clean running than the budget allows. */
const parts: readonly (readonly [number, Severity])[] = [
  [1 / 1000, 'critical'],
  [1 / 10, 'high'],
  [1 / 3, 'medium'],
  [1, 'low'],
];

export function severityOf(expectedPerDay: number, allowedPerDay: number): Severity | undefined {
  return parts.find(([part]) => expectedPerDay <= part * allowedPerDay)?.[1];
}
