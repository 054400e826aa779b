/**
 * ADFA-LD (UNSW Canberra): traces of one process each, as i386 syscall numbers; the product's sequence model over them.
 *
 * in     the set's file
 * out    area under the curve, detections at 1 and 5 % false alarms, realised false alarms of a threshold from training alone
 * holds  trained on clean traces only; STIDE (Forrest et al. 1996, 6-grams never seen) beside it, in the same run
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sequenceModel } from '@plimsoll/core';
import { areaUnderCurve, detectedAt, shareAbove } from './roc.ts';

interface AdfaFile {
  readonly train: readonly (readonly number[])[];
  readonly validation: readonly (readonly number[])[];
  readonly attack: readonly {
    readonly capture: string;
    readonly recurring: boolean;
    readonly seq: readonly number[];
  }[];
}

export interface AdfaOutcome {
  readonly setting: string;
  readonly traces: number;
  readonly auc: number;
  readonly at1: number;
  readonly at5: number;
  /** Captures with at least one trace detected at 1 % false alarms. */
  readonly incidentsAt1: number;
  /** Clean share above the 99th percentile of cross-fitted training scores. */
  readonly realisedAt1: number;
  readonly stideAuc: number;
  readonly stideAt1: number;
}

export function readAdfa(path: string): AdfaFile {
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as AdfaFile;
}

export function evaluateAdfa(file: AdfaFile): readonly AdfaOutcome[] {
  const even = file.validation.filter((_, i) => i % 2 === 0);
  const odd = file.validation.filter((_, i) => i % 2 === 1);
  return [
    evaluate('833 traces, all attacks', file.train, file.validation, file.attack),
    evaluate(
      '833 and half the validation, specific attacks',
      [...file.train, ...even],
      odd,
      file.attack.filter(({ recurring }) => !recurring),
    ),
  ];
}

/** Poison in the training set: how many points of detection at 1 % false alarms are lost. */
export function evaluatePoison(
  file: AdfaFile,
  poisoned: number,
): { readonly clean: number; readonly poisoned: number } {
  const specific = file.attack.filter(({ recurring }) => !recurring);
  const stride = Math.floor(specific.length / poisoned);
  const poison = specific.filter((_, i) => i % stride === 0).slice(0, poisoned);
  const rest = specific.filter((trace) => !poison.includes(trace));
  const detected = (train: readonly (readonly number[])[]): number => {
    const model = sequenceModel(train);
    const score = (sequence: readonly number[]): number => model.score(sequence).score;
    return detectedAt(
      file.validation.map(score),
      rest.map(({ seq }) => score(seq)),
      0.05,
    );
  };
  return { clean: detected(file.train), poisoned: detected([...file.train, ...poison.map(({ seq }) => seq)]) };
}

function evaluate(
  setting: string,
  train: readonly (readonly number[])[],
  normal: readonly (readonly number[])[],
  attacks: AdfaFile['attack'],
): AdfaOutcome {
  const model = sequenceModel(train);
  const score = (sequence: readonly number[]): number => model.score(sequence).score;
  const clean = normal.map(score);
  const attacked = attacks.map(({ seq }) => score(seq));
  const threshold = clean.toSorted((a, b) => b - a)[Math.floor(0.01 * clean.length)] ?? 0;
  const captures = new Set(attacks.map(({ capture }) => capture));
  const found = new Set(attacks.filter((_, i) => attacked[i]! > threshold).map(({ capture }) => capture));
  const stide = stideOf(train);
  const [stideClean, stideAttacked] = [normal.map(stide), attacks.map(({ seq }) => stide(seq))];
  return {
    setting,
    traces: attacks.length,
    auc: areaUnderCurve(clean, attacked),
    at1: detectedAt(clean, attacked, 0.01),
    at5: detectedAt(clean, attacked, 0.05),
    incidentsAt1: found.size / captures.size,
    realisedAt1: shareAbove(clean, model.calibration.scoreAt(0.01)),
    stideAuc: areaUnderCurve(stideClean, stideAttacked),
    stideAt1: detectedAt(stideClean, stideAttacked, 0.01),
  };
}

const order = 6;

/** Share of a trace's 6-grams that no training trace holds. */
function stideOf(train: readonly (readonly number[])[]): (sequence: readonly number[]) => number {
  const known = new Set<string>();
  const gramsOf = (sequence: readonly number[]): string[] =>
    Array.from({ length: Math.max(0, sequence.length - order + 1) }, (_, i) => sequence.slice(i, i + order).join(' '));
  for (const sequence of train) for (const gram of gramsOf(sequence)) known.add(gram);
  return (sequence) => {
    const grams = gramsOf(sequence);
    return grams.length === 0 ? 0 : grams.filter((gram) => !known.has(gram)).length / grams.length;
  };
}
