/**
 * Whole sequences: language model first, neighbours only where it doubts.
 *
 * in     sequences of syscall tokens, each one block
 * out    a score in digits and its two parts; a calibration
 * holds  every calibration is cross-fitted in five folds; the score is a conformal sum, so no part has a unit of its own
 */
import { type Calibration, calibrate } from '../calibration.ts';
import { type SequenceLanguage, sequenceLanguage } from './language.ts';
import { type Neighbours, neighbours } from './neighbours.ts';

export interface SequenceScore {
  readonly score: number;
  /** Mean surprise of all calls, in digits a call. */
  readonly mean: number;
  /** Mean of the most surprising tenth, in digits a call. */
  readonly topTenth: number;
  /** Distance to the second nearest learned sequence; undefined where the language model did not doubt. */
  readonly distance: number | undefined;
}

export interface SequenceModel {
  score(sequence: ArrayLike<number>): SequenceScore;
  readonly calibration: Calibration;
}

const folds = 5;
/** Neighbours are asked only below this p of the language model. */
const doubt = 0.2;
const distanceScale = 0.05;

export function sequenceModel(sequences: readonly ArrayLike<number>[]): SequenceModel {
  const crossFitted = crossFit(sequences);
  const mean = calibrate(crossFitted.map((one) => ({ score: one.mean, count: 1 })));
  const top = calibrate(crossFitted.map((one) => ({ score: one.topTenth, count: 1 })));
  const near = calibrate(
    crossFitted.map((one) => ({ score: one.distance(), count: 1 })),
    distanceScale,
  );
  const all = fit(sequences);

  return {
    score: (sequence) => scored(partsOf(all, sequence)),
    calibration: calibrate(crossFitted.map((one) => ({ score: scored(one).score, count: 1 }))),
  };

  function scored(parts: Parts): SequenceScore {
    const doubts = Math.min(mean.p(parts.mean), top.p(parts.topTenth)) < doubt;
    const distance = doubts ? parts.distance() : undefined;
    const p = mean.tail(parts.mean) * top.tail(parts.topTenth) * (distance === undefined ? 1 : near.tail(distance));
    return { score: -Math.log10(Math.max(p, Number.MIN_VALUE)), mean: parts.mean, topTenth: parts.topTenth, distance };
  }
}

interface Parts {
  readonly mean: number;
  readonly topTenth: number;
  readonly distance: () => number;
}

interface Fitted {
  readonly language: SequenceLanguage;
  readonly near: Neighbours;
}

function fit(sequences: readonly ArrayLike<number>[]): Fitted {
  return { language: sequenceLanguage(sequences), near: neighbours(sequences) };
}

function partsOf({ language, near }: Fitted, sequence: ArrayLike<number>): Parts {
  const digits = language.surprise(sequence);
  const sum = digits.reduce((total, one) => total + one, 0);
  return {
    mean: digits.length === 0 ? 0 : sum / digits.length,
    topTenth: topTenth(digits),
    distance: () => near.distance(sequence).second,
  };
}

/** Every sequence scored by a model of the other folds; folds are contiguous, as sequences of one time are alike. */
function crossFit(sequences: readonly ArrayLike<number>[]): readonly Parts[] {
  return Array.from({ length: folds }, (_, fold) => {
    const [from, to] = [fold, fold + 1].map((f) => Math.floor((f * sequences.length) / folds)) as [number, number];
    const others = fit([...sequences.slice(0, from), ...sequences.slice(to)]);
    return sequences.slice(from, to).map((sequence) => {
      const { mean, topTenth, distance } = partsOf(others, sequence);
      const far = distance();
      return { mean, topTenth, distance: () => far };
    });
  }).flat();
}

/** Mean of the most surprising tenth, at least one call. */
export function topTenth(digits: Float64Array): number {
  if (digits.length === 0) return 0;
  const sorted = Float64Array.from(digits).sort();
  const count = Math.max(1, Math.ceil(digits.length / 10));
  return sorted.subarray(sorted.length - count).reduce((sum, one) => sum + one, 0) / count;
}
