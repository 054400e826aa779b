/**
 * Whole sequences: is this one stranger than those it is most like?
 *
 * in     sequences of syscall tokens in the order of time, each one block
 * out    a score in digits and its parts; a calibration
 * holds  every calibration is cross-fitted in five folds; the score is a conformal sum, so no part has a unit of its own
 *
 * Some programs are hard to foresee whenever they run, so surprise is held against that of the nearest learned sequences, each
 * scored by a model that had not learned it. What resembles nothing is held against little and scores high.
 */
import { type Calibration, calibrate } from '../calibration.ts';
import { calmest } from './calm.ts';
import { type Dated, type SequenceLanguage, sequenceLanguage } from './language.ts';
import { type Near, type Neighbours, neighbours } from './neighbours.ts';

export interface SequenceScore {
  readonly score: number;
  /** Surprise of the calmest stretch, in digits a call. */
  readonly surprise: number;
  /** That of the most similar learned sequences. */
  readonly usual: number;
  /** Distance to the nearest learned sequence that two periods support. */
  readonly distance: number;
}

export interface SequenceModel {
  score(sequence: ArrayLike<number>): SequenceScore;
  readonly calibration: Calibration;
  readonly bytes: number;
}

const folds = 5;
/** What was learned is cut into as many periods; what is seen in one of them alone is not trusted. */
const periods = 50;
/** Surprise every program is allowed, in digits a call. */
const allowance = 0.2;
/** Surprise above this quantile of what was learned excuses nothing: poison would excuse its like. */
const ordinaryShare = 0.9;
/** A distance says less than a surprise: much that is clean and new is far from everything. */
const distanceWeight = 0.25;
const relativeScale = 0.2;
const distanceScale = 0.05;

export function sequenceModel(sequences: readonly ArrayLike<number>[]): SequenceModel {
  const count = sequences.length;
  const learned = sequences.map((sequence, i) => ({ sequence, period: Math.floor((i * periods) / count) }));
  const surprises = new Float64Array(count);
  const foundNear: Near[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const [from, to] = [fold, fold + 1].map((f) => Math.floor((f * count) / folds)) as [number, number];
    const others = fit([...learned.slice(0, from), ...learned.slice(to)]);
    const original = (index: number): number => (index < from ? index : index + to - from);
    for (let i = from; i < to; i++) {
      const sequence = sequences[i] as ArrayLike<number>;
      surprises[i] = calmest(others.language.surprise(sequence));
      const { distance, nearest } = others.near.near(sequence);
      foundNear[i] = { distance, nearest: nearest.map((one) => ({ ...one, index: original(one.index) })) };
    }
  }
  const ordinary = surprises.toSorted()[Math.floor(ordinaryShare * count)] ?? 0;
  const usual = surprises.map((one) => Math.min(one, ordinary));
  const crossFitted = foundNear.map((near, i) => partsOf(surprises[i] as number, near, usual));
  const relative = calibrate(
    crossFitted.map((parts) => ({ score: relativeOf(parts), count: 1 })),
    relativeScale,
  );
  const far = calibrate(
    crossFitted.map(({ distance }) => ({ score: distance, count: 1 })),
    distanceScale,
  );
  const scoreOf = (parts: Parts): number =>
    digits(relative.tail(relativeOf(parts))) + distanceWeight * digits(far.tail(parts.distance));
  const { language, near } = fit(learned);

  return {
    score(sequence) {
      const parts = partsOf(calmest(language.surprise(sequence)), near.near(sequence), usual);
      return { score: scoreOf(parts), ...parts };
    },
    calibration: calibrate(crossFitted.map((parts) => ({ score: scoreOf(parts), count: 1 }))),
    get bytes() {
      return language.bytes + near.bytes + surprises.byteLength;
    },
  };
}

type Parts = Omit<SequenceScore, 'score'>;

function fit(learned: readonly Dated[]): { readonly language: SequenceLanguage; readonly near: Neighbours } {
  return { language: sequenceLanguage(learned), near: neighbours(learned) };
}

/** The nearest weigh by the fourth power of their similarity: one that is half as similar hardly counts. */
function partsOf(surprise: number, { distance, nearest }: Near, surprises: Float64Array): Parts {
  let [sum, weights] = [0, Number.EPSILON];
  for (const { index, similarity } of nearest) {
    sum += similarity ** 4 * (surprises[index] as number);
    weights += similarity ** 4;
  }
  return { surprise, usual: sum / weights, distance };
}

function relativeOf({ surprise, usual }: Parts): number {
  return surprise / (allowance + usual);
}

function digits(p: number): number {
  return -Math.log10(Math.max(p, Number.MIN_VALUE));
}
