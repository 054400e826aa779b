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

type Traces = readonly (readonly number[])[];
type Attacks = AdfaFile['attack'];

export interface AdfaOutcome {
  readonly learned: string;
  readonly attacks: string;
  readonly captures: string;
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
  readonly modelBytes: number;
}

export interface PoisonOutcome {
  readonly learned: string;
  readonly how: string;
  readonly count: number;
  readonly clean: number;
  readonly poisoned: number;
}

interface Setting {
  readonly learned: string;
  readonly train: Traces;
  readonly normal: Traces;
}

export function readAdfa(path: string): AdfaFile {
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as AdfaFile;
}

export function evaluateAdfa(file: AdfaFile): readonly AdfaOutcome[] {
  const even = file.validation.filter((_, i) => i % 2 === 0);
  const odd = file.validation.filter((_, i) => i % 2 === 1);
  const interleaved = { learned: 'and every other validation trace', train: [...file.train, ...even], normal: odd };
  return [...settings(file), interleaved].flatMap((setting) => {
    const score = scoreOf(setting.train);
    const stide = stideOf(setting.train);
    return subsets(setting, file.attack).map((subset) => outcomeOf(subset, score, stide));
  });
}

/** The set's own clean traces, then with the first half of its validation traces: what learning longer gives. */
function settings({ train, validation }: AdfaFile): readonly Setting[] {
  const half = validation.length >> 1;
  return [
    { learned: '833 traces', train, normal: validation },
    {
      learned: 'and the first half of validation',
      train: [...train, ...validation.slice(0, half)],
      normal: validation.slice(half),
    },
  ];
}

interface Subset extends Setting {
  readonly attacks: Attacks;
  readonly named: string;
  readonly captures: string;
}

/** Weights were chosen on captures with an odd number, against every other clean trace. */
function subsets(setting: Setting, all: Attacks): readonly Subset[] {
  const specific = all.filter(({ recurring }) => !recurring);
  const held = ({ capture }: Attacks[number]): boolean => Number(capture.split('_').at(-1)) % 2 === 0;
  const others = setting.normal.filter((_, i) => i % 2 === 1);
  return [
    { ...setting, attacks: all, named: 'all', captures: 'all' },
    { ...setting, attacks: specific, named: 'specific', captures: 'all' },
    { ...setting, attacks: all.filter(held), normal: others, named: 'all', captures: 'held out' },
    { ...setting, attacks: specific.filter(held), normal: others, named: 'specific', captures: 'held out' },
  ];
}

/** Attack traces slipped into the training set: what is detected of the others at 5 % false alarms. */
export function evaluatePoison(file: AdfaFile): readonly PoisonOutcome[] {
  const specific = file.attack.filter(({ recurring }) => !recurring);
  return settings(file).flatMap(({ learned, train, normal }) => {
    const before = scoreOf(train);
    const at5 = (score: Scored, attacks: Attacks): number =>
      detectedAt(
        normal.map((sequence) => score.of(sequence)),
        attacks.map(({ seq }) => score.of(seq)),
        0.05,
      );
    return poisons.map(({ how, count }) => {
      const poison = how === 'over time' ? everyNth(specific, count) : largestCaptures(specific, count);
      const rest = specific.filter((trace) => !poison.includes(trace));
      const after = scoreOf(how === 'over time' ? spread(train, poison) : burst(train, poison));
      return { learned, how, count, clean: at5(before, rest), poisoned: at5(after, rest) };
    });
  });
}

const poisons = [
  { how: 'over time', count: 1 },
  { how: 'over time', count: 5 },
  { how: 'over time', count: 20 },
  { how: 'one burst', count: 20 },
] as const;

function everyNth(attacks: Attacks, count: number): Attacks {
  const stride = Math.floor(attacks.length / count);
  return attacks.filter((_, i) => i % stride === 0).slice(0, count);
}

function largestCaptures(attacks: Attacks, count: number): Attacks {
  const sizes = new Map<string, number>();
  for (const { capture } of attacks) sizes.set(capture, (sizes.get(capture) ?? 0) + 1);
  return attacks.toSorted((a, b) => (sizes.get(b.capture) ?? 0) - (sizes.get(a.capture) ?? 0)).slice(0, count);
}

function spread(train: Traces, poison: Attacks): Traces {
  const every = Math.floor(train.length / poison.length);
  return train.flatMap((trace, i) => {
    const slipped = i % every === every >> 1 ? poison[Math.floor(i / every)] : undefined;
    return slipped === undefined ? [trace] : [trace, slipped.seq];
  });
}

function burst(train: Traces, poison: Attacks): Traces {
  const at = Math.floor(train.length / 3);
  return [...train.slice(0, at), ...poison.map(({ seq }) => seq), ...train.slice(at)];
}

interface Scored {
  readonly of: (sequence: readonly number[]) => number;
  readonly limitAt1: number;
  readonly bytes: number;
}

/** Each trace is scored once, however many subsets it is in. */
function scoreOf(train: Traces): Scored {
  const model = sequenceModel(train);
  const known = new Map<readonly number[], number>();
  return {
    of(sequence) {
      const score = known.get(sequence) ?? model.score(sequence).score;
      known.set(sequence, score);
      return score;
    },
    limitAt1: model.calibration.scoreAt(0.01),
    bytes: model.bytes,
  };
}

function outcomeOf(
  { learned, named, captures, normal, attacks }: Subset,
  score: Scored,
  stide: (sequence: readonly number[]) => number,
): AdfaOutcome {
  const clean = normal.map((sequence) => score.of(sequence));
  const attacked = attacks.map(({ seq }) => score.of(seq));
  const threshold = clean.toSorted((a, b) => b - a)[Math.floor(0.01 * clean.length)] ?? 0;
  const found = new Set(attacks.filter((_, i) => attacked[i]! > threshold).map(({ capture }) => capture));
  const [stideClean, stideAttacked] = [normal.map(stide), attacks.map(({ seq }) => stide(seq))];
  return {
    ...{ learned, attacks: named, captures, traces: attacks.length },
    auc: areaUnderCurve(clean, attacked),
    at1: detectedAt(clean, attacked, 0.01),
    at5: detectedAt(clean, attacked, 0.05),
    incidentsAt1: found.size / new Set(attacks.map(({ capture }) => capture)).size,
    realisedAt1: shareAbove(clean, score.limitAt1),
    stideAuc: areaUnderCurve(stideClean, stideAttacked),
    stideAt1: detectedAt(stideClean, stideAttacked, 0.01),
    modelBytes: score.bytes,
  };
}

const order = 6;

/** Share of a trace's 6-grams that no training trace holds. */
function stideOf(train: Traces): (sequence: readonly number[]) => number {
  const known = new Set<string>();
  const gramsOf = (sequence: readonly number[]): string[] =>
    Array.from({ length: Math.max(0, sequence.length - order + 1) }, (_, i) => sequence.slice(i, i + order).join(' '));
  for (const sequence of train) for (const gram of gramsOf(sequence)) known.add(gram);
  const shares = new Map<readonly number[], number>();
  return (sequence) => {
    const scored = shares.get(sequence);
    if (scored !== undefined) return scored;
    const grams = gramsOf(sequence);
    const share = grams.length === 0 ? 0 : grams.filter((gram) => !known.has(gram)).length / grams.length;
    shares.set(sequence, share);
    return share;
  };
}
