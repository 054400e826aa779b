/**
 * The judge: everything one workload's events say against its baseline.
 *
 * in     events of one workload, in order
 * out    findings, each complete in itself
 * holds  one cause in one container is told at most once a minute; in discover only acts that are never learned are told;
 *        what is remembered between events is bounded
 */
import { findingOf } from '../decide/finding.ts';
import type { Event } from '../event/event.ts';
import type { Finding } from '../finding/finding.ts';
import type { Baseline } from '../learn/baseline.ts';
import type { LearningSettings } from '../learn/settings.ts';
import type { EpochMs, RecordId } from '../record.ts';
import type { Workload } from '../workload/workload.ts';
import type { Detector, ToldProcesses, Watch } from './detector.ts';
import { detectors } from './registry.ts';

export interface Judge {
  judge(event: Event): readonly Finding[];
}

export interface JudgeOptions {
  readonly workload: Workload;
  readonly baseline: Baseline;
  readonly version: number;
  readonly settings: LearningSettings;
  readonly newId: () => RecordId;
}

const quietMs = 60_000;
const rememberedLimit = 4096;
const none: readonly Finding[] = [];

export function createJudge(options: JudgeOptions): Judge {
  const { workload, baseline, settings } = options;
  const context = { ...options, workload: workload.id };
  const active = detectors.filter(({ inDiscover }) => inDiscover || workload.mode !== 'discover');
  const watches = new Map<Detector, Watch>();
  const recent = recentTimes();
  const told: ToldProcesses = { has: (container, pid, at) => recent.within(`${container}/${pid}`, at, 10 * quietMs) };

  return {
    judge(event) {
      let findings: Finding[] | undefined;
      for (const detector of active) {
        const suspicion = watchOf(detector)(event, told);
        if (suspicion === undefined) continue;
        const finding = findingOf(suspicion, detector, context);
        if (finding === undefined) continue;
        if (finding.process) recent.note(`${finding.container.id}/${finding.process.pid}`, event.at);
        const cause = `${finding.container.id}/${finding.fingerprint}`;
        if (!recent.within(cause, event.at, quietMs)) {
          recent.note(cause, event.at);
          findings ??= [];
          findings.push(finding);
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

interface RecentTimes {
  note(key: string, at: EpochMs): void;
  within(key: string, at: EpochMs, ms: number): boolean;
}

/** When something was last seen, for the most recent things. */
function recentTimes(): RecentTimes {
  const times = new Map<string, EpochMs>();
  return {
    note(key, at) {
      times.delete(key);
      if (times.size >= rememberedLimit) times.delete(times.keys().next().value as string);
      times.set(key, at);
    },
    within(key, at, ms) {
      const last = times.get(key);
      return last !== undefined && at - last < ms;
    },
  };
}
