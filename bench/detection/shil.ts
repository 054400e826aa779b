/**
 * SHIL/CDL (NC State University): containers attacked through one CVE each, as 100 ms windows of syscall counts.
 *
 * in     one application's file: clean windows to learn from, four runs with an exploit each
 * out    false alarms and detections at thresholds taken from cross-fitted training scores alone
 * holds  learned through the product's learner and codec, scored by the product's histogram model: no copy of either
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  type BatchId,
  type ContainerId,
  createLearner,
  decodeBaseline,
  type EpochMs,
  emptyBaseline,
  encodeBaseline,
  type RecordId,
  syscallName,
  syscallToken,
  type WindowEvent,
  type WorkloadId,
} from '@plimsoll/core';
import { countsOf } from '../../packages/core/src/learn/syscall/accumulator.ts';
import { histogramModel } from '../../packages/core/src/learn/syscall/histogram.ts';
import { packCounts } from '../../packages/core/src/learn/syscall/window-sample.ts';

export const thresholds = [0.985, 0.99, 0.995, 0.996, 0.997, 0.998, 0.999] as const;

export interface ShilOutcome {
  readonly app: string;
  readonly threshold: number;
  readonly cleanWindows: number;
  readonly falseAlarms: number;
  readonly runs: number;
  readonly detected: number;
  /** Runs that alarms at the measured rate would have "detected" by chance. */
  readonly byChance: number;
}

interface ShilFile {
  readonly app: string;
  readonly syscalls: readonly string[];
  readonly window_ms: number;
  readonly train: readonly (readonly (readonly number[])[])[];
  readonly test: readonly {
    readonly windows: readonly (readonly number[])[];
    readonly exploit_start: number;
    readonly success: number;
  }[];
}

const windowsPerSlice = 10;

export function evaluateShil(path: string): readonly ShilOutcome[] {
  const file = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as ShilFile;
  const names = file.syscalls.map(nameFor);
  const learner = createLearner(emptyBaseline());
  let at = 0;
  for (const slice of file.train) {
    for (const cells of slice) learner.observe(windowEvent(names, cells, file, at++));
  }
  const learned = learner.takeDelta('bench:1' as BatchId);
  if (learned === undefined) throw new Error(`${path} holds no windows to learn from`);
  const { syscall } = decodeBaseline(encodeBaseline(learned));
  const model = histogramModel(syscall.windows.steady.windows, syscall);
  if (model === undefined) throw new Error(`${path} holds too few windows to learn from`);

  const runs = file.test.map((run) => ({
    ...run,
    scores: run.windows.map((cells) =>
      cells.length === 0 ? 0 : model.score(packCounts(countsOf(windowEvent(names, cells, file, at)))).score,
    ),
  }));
  return thresholds.map((threshold) => {
    const limit = model.calibration.scoreAt(1 - threshold);
    const alarms = (scores: readonly number[]): number => scores.filter((score) => score > limit).length;
    const clean = runs.flatMap((run) => run.scores.slice(0, run.exploit_start));
    const rate = alarms(clean) / Math.max(1, clean.length);
    const attacked = runs.map((run) => run.scores.slice(run.exploit_start, run.success + 1));
    return {
      app: file.app,
      threshold,
      cleanWindows: clean.length,
      falseAlarms: alarms(clean),
      runs: runs.length,
      detected: attacked.filter((scores) => alarms(scores) > 0).length,
      byChance: attacked.reduce((sum, scores) => sum + 1 - (1 - rate) ** scores.length, 0),
    };
  });
}

/** The set's own names (`procexit`, `signaldeliver`) that are no syscalls keep a token of their own beyond the table. */
function nameFor(name: string, column: number): string {
  return syscallToken(name) === undefined ? syscallName(512 + 480 + (column % 31)) : name;
}

function windowEvent(names: readonly string[], cells: readonly number[], file: ShilFile, index: number): WindowEvent {
  const counts = new Map<string, number>();
  for (let i = 0; i + 1 < cells.length; i += 2) {
    const name = names[cells[i]!]!;
    counts.set(name, (counts.get(name) ?? 0) + cells[i + 1]!);
  }
  const at = 1_700_000_000_000 + index * file.window_ms;
  return {
    kind: 'syscall.window',
    id: `w${index}` as RecordId,
    at: at as EpochMs,
    because: [],
    workload: `bench/${file.app}` as WorkloadId,
    container: { id: file.app as ContainerId, name: file.app, image: '', imageDigest: '', startedAt: 0 as EpochMs },
    durationMs: file.window_ms,
    slice: Math.floor(index / windowsPerSlice),
    counts,
  };
}
