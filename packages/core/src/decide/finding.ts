/** From a suspicion to a finding: severity, fingerprint, and the sentence that names process, container, workload and reason. */
import type { Detector, Suspicion } from '../detect/detector.ts';
import type { Event } from '../event/event.ts';
import type { Detection, Explanation } from '../finding/finding.ts';
import type { Baseline } from '../learn/baseline.ts';
import { sumOf } from '../learn/batch.ts';
import { blocksOf, coverageOf } from '../learn/facts.ts';
import { hashText } from '../learn/hash.ts';
import type { LearningSettings } from '../learn/settings.ts';
import type { RecordId, WorkloadId } from '../record.ts';
import { severityOf } from './severity.ts';

export interface DecideContext {
  readonly workload: WorkloadId;
  readonly baseline: Baseline;
  readonly version: number;
  readonly settings: LearningSettings;
  readonly newId: () => RecordId;
}

/** The finding, or undefined when clean running may show the like within the budget. */
export function findingOf(suspicion: Suspicion, detector: Detector, context: DecideContext): Detection | undefined {
  const { surprise, process, event } = suspicion;
  const allowed = detector.budgetShare * context.settings.alertBudgetPerDay;
  const severity = 'severity' in surprise ? surprise.severity : severityOf(surprise, allowed);
  if (severity === undefined) return undefined;
  const { container } = event;
  const who = process === undefined ? `${container.name} (${context.workload})` : subject(process.comm, process.pid);
  const where = process === undefined ? '' : ` in ${container.name} (${context.workload})`;
  return {
    id: context.newId(),
    at: event.at,
    because: suspicion.evidence,
    kind: 'detection',
    state: 'open',
    severity,
    title: suspicion.title,
    sentence: `${who}${where} ${suspicion.told}${preventionTold(event)}.`,
    workload: context.workload,
    container,
    process,
    behaviour: detector.behaviour,
    detector: detector.id,
    technique: suspicion.technique,
    explanation: explanationOf(suspicion, detector, context),
    fingerprint: fingerprintOf(context.workload, detector.id, [...suspicion.cause, ...preventionCause(event)]),
    count: 1,
    lastAt: event.at,
  };
}

/** What was stopped is another matter than what ran: it is told apart, also where the same was told before protect was on. */
function preventionCause(event: Event): readonly string[] {
  return event.kind === 'process.exec' && event.prevented !== 'no' ? [event.prevented] : [];
}

function preventionTold(event: Event): string {
  if (event.kind !== 'process.exec' || event.prevented === 'no') return '';
  return event.prevented === 'killed' ? '; protect ended it' : '; protect would have ended it (dry run)';
}

/** Stable over pids, containers, versions and restarts: 64 bits of the workload, the detector and the cause. */
export function fingerprintOf(workload: WorkloadId, detector: string, cause: readonly string[]): string {
  const text = [workload, detector, ...cause].join('\u0000');
  const hex = (n: number): string => n.toString(16).padStart(8, '0');
  return hex(hashText(0x1f0a, text)) + hex(hashText(0x2e51, text));
}

function subject(comm: string, pid: number): string {
  return `\`${comm}\` (pid ${pid})`;
}

function explanationOf(suspicion: Suspicion, { behaviour }: Detector, context: DecideContext): Explanation {
  const { surprise } = suspicion;
  const { baseline, version, settings } = context;
  const scored = 'digits' in surprise ? surprise : undefined;
  return {
    digits: scored?.digits ?? 0,
    threshold: scored?.threshold,
    alertBudgetPerDay: scored && settings.alertBudgetPerDay,
    observed: suspicion.observed,
    expected: suspicion.expected,
    contributions: suspicion.contributions,
    baseline: {
      version,
      learnedFrom: baseline.learnedFrom,
      blocks: blocksOf(baseline, behaviour),
      observations: sumOf(baseline.sources, behaviour === 'syscall' ? 'calls' : 'observations'),
      unseen: coverageOf(baseline, behaviour).upperBound,
      gaps: sumOf(baseline.sources, 'gaps'),
    },
    evidence: suspicion.evidence,
  };
}
