/**
 * The judge: everything one workload's events say against its baseline.
 *
 * in     events of one workload, in order
 * out    findings, each complete in itself
 * holds  one cause in one container is told once a minute or when it grows (told-causes.ts); in discover only acts that are never learned are told;
 *        what is remembered between events is bounded
 */
import { findingOf } from '../decide/finding.ts';
import type { Event } from '../event/event.ts';
import type { Detection, Severity } from '../finding/finding.ts';
import type { Baseline } from '../learn/baseline.ts';
import type { LearningSettings } from '../learn/settings.ts';
import type { EpochMs, RecordId } from '../record.ts';
import type { Workload } from '../workload/workload.ts';
import type { Detector, ToldProcesses, Watch } from './detector.ts';
import { detectors } from './registry.ts';
import { toldCauses } from './told-causes.ts';

export interface Judge {
  judge(event: Event): readonly Detection[];
}

export interface JudgeOptions {
  readonly workload: Workload;
  readonly baseline: Baseline;
  readonly version: number;
  readonly settings: LearningSettings;
  readonly newId: () => RecordId;
}

/** What a program does after its start was told belongs to that finding for so long. */
const startToldMs = 600_000;
const ranks: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const rememberedLimit = 4096;
const none: readonly Detection[] = [];

export function createJudge(options: JudgeOptions): Judge {
  const { workload, baseline, settings } = options;
  const context = { ...options, workload: workload.id };
  const active = detectors.filter(({ inDiscover }) => inDiscover || workload.mode !== 'discover');
  const watches = new Map<Detector, Watch>();
  const causes = toldCauses();
  const started = toldStarts();
  const told: ToldProcesses = {
    has: (container, pid, at) => started.within(`${container}/${pid}`, at),
  };

  return {
    judge(event) {
      let findings: Detection[] | undefined;
      for (const detector of active) {
        const suspicion = watchOf(detector)(event, told);
        if (suspicion === undefined) continue;
        const finding = findingOf(suspicion, detector, context);
        if (finding === undefined) continue;
        if (finding.process && suspicion.event.kind === 'process.exec') {
          started.note(`${finding.container.id}/${finding.process.pid}`, event.at);
        }
        const cause = `${finding.container.id}/${finding.fingerprint}`;
        const count = causes.occurred(cause, event.at, ranks.indexOf(finding.severity));
        if (count > 0) {
          findings ??= [];
          findings.push({ ...finding, count });
        }
        if (suspicion.event === event) break;
      }
      return findings ?? none;
    },
  };

  /** Fitting a detector takes milliseconds: only when the first event needs it. */
  function watchOf(detector: Detector): Watch {
    let watch = watches.get(detector);
    if (watch === undefined) {
      watch = detector.watch({ baseline, settings, alertsPerDay: settings.alertBudgetPerDay * detector.budgetShare });
      watches.set(detector, watch);
    }
    return watch;
  }
}

interface ToldStarts {
  note(process: string, at: EpochMs): void;
  within(process: string, at: EpochMs): boolean;
}

/** When a process's start was told, for the most recent ones. */
function toldStarts(): ToldStarts {
  const starts = new Map<string, EpochMs>();
  return {
    note(process, at) {
      starts.delete(process);
      if (starts.size >= rememberedLimit) starts.delete(starts.keys().next().value as string);
      starts.set(process, at);
    },
    within(process, at) {
      const told = starts.get(process);
      return told !== undefined && at - told < startToldMs;
    },
  };
}
