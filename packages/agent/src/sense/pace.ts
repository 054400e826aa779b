/**
 * How often the sensor tells: by the workload's mode, and more often for a while after a finding.
 *
 * In discover a slice is a block of learning. In monitor and protect slices only re-arm the sensor: it tells an n-gram once a
 * slice, so an attack that is repeated is seen again a minute later at the latest, and the work stays proportional to what is
 * new and not to the load.
 */
import type { LearningSettings, Mode } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { CgroupId } from './frame.ts';

export interface Pace {
  /** A new run of the sensor has forgotten everything. */
  newRun(): void;
  set(cgroup: CgroupId, mode: Mode, settings: LearningSettings): void;
  suspect(cgroup: CgroupId): void;
  vanished(cgroup: CgroupId): void;
}

const REARM_MS = 60_000;
const CALM_WINDOW_MS = 1_000;
const SUSPICIOUS_WINDOW_MS = 100;
const SUSPICIOUS_FOR_MS = 30_000;

export interface PaceOptions {
  readonly clock: Clock;
  readonly command: (text: string) => void;
}

export function createPace({ clock, command }: PaceOptions): Pace {
  const slices = new Map<CgroupId, number>();
  const suspicious = new Map<CgroupId, () => void>();

  function calm(cgroup: CgroupId): void {
    suspicious.delete(cgroup);
    command(`window ${cgroup} ${CALM_WINDOW_MS}`);
  }

  return {
    newRun() {
      slices.clear();
      for (const cancel of suspicious.values()) cancel();
      suspicious.clear();
      command(`window * ${CALM_WINDOW_MS}`);
    },
    set(cgroup, mode, { sliceMs }) {
      const ms = mode === 'discover' ? sliceMs : REARM_MS;
      if (slices.get(cgroup) === ms) return;
      slices.set(cgroup, ms);
      command(`slice ${cgroup} ${ms}`);
    },
    suspect(cgroup) {
      const cancel = suspicious.get(cgroup);
      if (cancel === undefined) command(`window ${cgroup} ${SUSPICIOUS_WINDOW_MS}`);
      else cancel();
      suspicious.set(
        cgroup,
        clock.after(SUSPICIOUS_FOR_MS, () => calm(cgroup)),
      );
    },
    vanished(cgroup) {
      slices.delete(cgroup);
      suspicious.get(cgroup)?.();
      suspicious.delete(cgroup);
    },
  };
}
