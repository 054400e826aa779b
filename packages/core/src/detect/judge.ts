/**
 * The judge: everything one workload's events say against its baseline.
 *
 * in     events of one workload, in order
 * out    findings, each complete in itself
 * holds  one cause in one container is told at most once a minute, unless it became graver; in discover only acts that are never learned are told;
 *        what is remembered between events is bounded
 */
import { findingOf } from '../decide/finding.ts';
import type { Event } from '../event/event.ts';
import type { Finding, Severity } from '../finding/finding.ts';
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
/** What a program does after its start was told belongs to that finding for so long. */
const startToldMs = 600_000;
const ranks: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const rememberedLimit = 4096;
const none: readonly Finding[] = [];

export function createJudge(options: JudgeOptions): Judge {
  const { workload, baseline, settings } = options;
  const context = { ...options, workload: workload.id };
  const active = detectors.filter(({ inDiscover }) => inDiscover || workload.mode !== 'discover');
  const watches = new Map<Detector, Watch>();
  const causes = recentThings();
  const started = recentThings();
  const told: ToldProcesses = {
    has: (container, pid, at) => started.rank(`${container}/${pid}`, at, startToldMs) >= 0,
  };

  return {
    judge(event) {
      let findings: Finding[] | undefined;
      for (const detector of active) {
        const suspicion = watchOf(detector)(event, told);
        if (suspicion === undefined) continue;
        const finding = findingOf(suspicion, detector, context);
        if (finding === undefined) continue;
        if (finding.process && suspicion.event.kind === 'process.exec') {
          started.note(`${finding.container.id}/${finding.process.pid}`, event.at, 0);
        }
        const cause = `${finding.container.id}/${finding.fingerprint}`;
        const rank = ranks.indexOf(finding.severity);
        if (rank > causes.rank(cause, event.at, quietMs)) {
          causes.note(cause, event.at, rank);
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

interface RecentThings {
  note(key: string, at: EpochMs, rank: number): void;
  /** The rank it was noted with within the last `ms`, or −1. */
  rank(key: string, at: EpochMs, ms: number): number;
}

/** When something was last noted, for the most recent things. */
function recentThings(): RecentThings {
  const things = new Map<string, { readonly at: EpochMs; readonly rank: number }>();
  return {
    note(key, at, rank) {
      things.delete(key);
      if (things.size >= rememberedLimit) things.delete(things.keys().next().value as string);
      things.set(key, { at, rank });
    },
    rank(key, at, ms) {
      const last = things.get(key);
      return last !== undefined && at - last.at < ms ? last.rank : -1;
    },
  };
}
