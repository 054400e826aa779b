/** The wire contract's short codes in plain words; every place that shows one takes it from here. */
import type { FindingPage, Mode, WorkloadSummary } from '@plimsoll/api';

export type Finding = FindingPage['items'][number];
export type Severity = Finding['severity'];
export type FindingState = Finding['state'];
export type Verdict = NonNullable<Finding['verdict']>;
export type Sight = WorkloadSummary['sight'];
export type Coverage = WorkloadSummary['readiness']['coverage'][number];
export type Readiness = WorkloadSummary['readiness'];

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];
export const findingStates = [
  'open',
  'acknowledged',
  'expected',
  'resolved',
] as const satisfies readonly FindingState[];
export const verdicts = ['confirmed', 'harmless'] as const satisfies readonly Verdict[];
export const modes = ['discover', 'monitor', 'protect'] as const satisfies readonly Mode[];
export const sights = ['seen', 'blind', 'quiet'] as const satisfies readonly Sight[];

export const severityNames: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};
export const stateNames: Record<FindingState, string> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  expected: 'Expected',
  resolved: 'Resolved',
};
export const verdictNames: Record<Verdict, string> = { confirmed: 'Confirmed', harmless: 'Harmless' };
export const modeNames: Record<Mode, string> = { discover: 'Discover', monitor: 'Monitor', protect: 'Protect' };
export const modeMeanings: Record<Mode, string> = {
  discover: 'Learns. Reports only what is never learned, such as a program that is not in the image.',
  monitor: 'Reports everything that departs from the baseline. Stops nothing.',
  protect: 'Reports, and stops a program outside the baseline before its first instruction.',
};
export const sightNames: Record<Sight, string> = { seen: 'Seen', blind: 'Blind', quiet: 'Quiet' };
export const sightMeanings: Record<Sight, string> = {
  seen: 'Running, and the sensor sees it.',
  blind: 'Running, but the sensor does not see all of it. No findings means nothing here.',
  quiet: 'Nothing of it runs now.',
};
export const behaviourNames: Record<Coverage['behaviour'], string> = { process: 'Processes', syscall: 'System calls' };

/** `process starts` → `process start` */
export function oneOf(unit: string): string {
  return unit.replace(/s(?= of |$)/, '');
}

/** `docker/shop/web` → where it lives and what it is called. */
export function splitWorkload(id: string): { readonly place: string; readonly name: string } {
  const at = id.lastIndexOf('/');
  return at < 0 ? { place: '', name: id } : { place: id.slice(0, at), name: id.slice(at + 1) };
}
