/** A finding as a judge makes one, with everything that a test does not care about filled in. */
import type { Detection, EpochMs, RecordId, Severity, WorkloadId } from '@plimsoll/core';
import { containerRef } from './build-event.ts';

export interface FindingInputs {
  readonly id: string;
  readonly at?: number;
  readonly workload?: string;
  readonly fingerprint?: string;
  readonly severity?: Severity;
  readonly detector?: string;
  readonly title?: string;
  readonly count?: number;
  readonly version?: number;
  readonly because?: readonly string[];
}

export function findingOf(given: FindingInputs): Detection {
  const at = (given.at ?? 1_700_000_000_000) as EpochMs;
  const because = (given.because ?? []) as readonly string[] as readonly RecordId[];
  return {
    id: given.id as RecordId,
    at,
    because,
    kind: 'detection',
    state: 'open',
    severity: given.severity ?? 'high',
    title: given.title ?? 'Shell with a socket as its input',
    sentence: '`sh` was started by `nginx` in web-1 (docker/web)',
    workload: (given.workload ?? 'docker/web') as WorkloadId,
    container: containerRef({ name: 'web-1', image: 'web:1', startedAt: Math.max(0, at - 1000) }),
    process: undefined,
    behaviour: 'process',
    detector: given.detector ?? 'never-learned',
    technique: { tactic: 'Execution', id: 'T1059.004', name: 'Unix Shell' },
    explanation: {
      digits: 12,
      threshold: undefined,
      alertBudgetPerDay: undefined,
      observed: 'sh -i',
      expected: [],
      contributions: [],
      baseline: { version: given.version ?? 1, learnedFrom: undefined, blocks: 0, observations: 0, unseen: 1, gaps: 0 },
      evidence: because,
    },
    fingerprint: given.fingerprint ?? 'f',
    count: given.count ?? 1,
    lastAt: at,
  };
}
