/**
 * Protect: an executable outside a ready baseline does not run.
 *
 * in     orders, baselines, containers that come and go
 * out    commands for the sensor; findings for what was stopped or would have been
 * holds  nothing is stopped unless a person chose protect without dry run and the baseline is ready; an allow-list is complete
 *        before it is enforced, and never enforced empty; a process is ended only by a pid whose start was checked
 */
import {
  allowedExecutables,
  assessReadiness,
  type Baseline,
  type LearningSettings,
  type Workload,
} from '@plimsoll/core';
import type { CgroupId } from '../sense/frame.ts';

export interface Protection {
  readonly state: 'off' | 'dry' | 'enforce';
  readonly allowed: ReadonlySet<string>;
  /** What is mounted over the image: a program there runs only if its path is allowed as one on a volume. */
  readonly volumes: readonly string[];
}

export interface Wanted extends Protection {
  /** Why protect is chosen and yet not applied. */
  readonly withheld: string | undefined;
}

export const unprotected: Protection = { state: 'off', allowed: new Set(), volumes: [] };
const LONGEST_PATH = 1_024;

export interface ProtectionFacts {
  readonly workload: Workload;
  readonly baseline: Baseline;
  readonly settings: LearningSettings;
  readonly volumes: readonly string[];
}

export function protectionOf({ workload, baseline, settings, volumes }: ProtectionFacts): Wanted {
  if (workload.mode !== 'protect') return { ...unprotected, withheld: undefined };
  const { ready, missing } = assessReadiness(baseline, settings, { declaredReady: workload.declaredReady });
  if (!ready) return { ...unprotected, withheld: `its baseline is not ready: ${missing.join('; ')}` };
  const allowed = new Set(allowedExecutables(baseline).filter(isTellable));
  if (allowed.size === 0) return { ...unprotected, withheld: 'its baseline holds no trusted executable' };
  return { state: workload.dryRun ? 'dry' : 'enforce', allowed, volumes, withheld: undefined };
}

export function isOnVolume(path: string, volumes: readonly string[]): boolean {
  return volumes.some((volume) => path === volume || path.startsWith(`${volume.replace(/\/$/, '')}/`));
}

/** A command is one line: a path that would break it cannot be told, and stays forbidden. */
function isTellable(path: string): boolean {
  return path.startsWith('/') && Buffer.byteLength(path) < LONGEST_PATH && !/[\n\r\0]/.test(path);
}

/** The commands that lead from one protection to another, in order. The list is never incomplete while it is enforced. */
export function commandsBetween(cgroup: CgroupId, from: Protection, to: Protection): readonly string[] {
  if (to.state === 'off') return from.state === 'off' ? [] : [`protect ${cgroup} off`];
  const allow = (paths: Iterable<string>) =>
    [...paths].map((path) => `${isOnVolume(path, to.volumes) ? 'allow-volume' : 'allow'} ${cgroup} ${path}`);
  const protect = `protect ${cgroup} ${to.state}`;
  const shrinks = [...from.allowed].some((path) => !to.allowed.has(path));
  if (from.state === 'off' || shrinks) {
    const pause = from.state === 'off' ? [] : [`protect ${cgroup} off`];
    return [...pause, `forget ${cgroup}`, ...allow(to.allowed), protect];
  }
  const added = allow([...to.allowed].filter((path) => !from.allowed.has(path)));
  return from.state === to.state ? added : [...added, protect];
}
