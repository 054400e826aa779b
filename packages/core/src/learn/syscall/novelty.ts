/**
 * How surprising the new things of one block are.
 *
 * in     the syscalls, pairs and 6-grams of one block that the baseline does not trust
 * out    a score that grows with their number and strangeness; a calibration a phase from what each learned block alone showed
 * holds  an unseen syscall weighs more than an unseen pair, and that more than an unseen 6-gram: each kind by how rarely a clean
 *        block shows one (Good-Turing), so that with little learned a new 6-gram is next to no evidence
 *
 * The calibration is exact and needs no scores to be stored: what one block alone showed (support of one) is what it would have
 * shown as new, had it not been learned.
 */
import { firstUseWeight } from '../../syscall/ordinary.ts';
import { byPhase, type Phase, phaseOf, phases } from '../block.ts';
import { type Calibration, calibrate, type WeightedScore } from '../calibration.ts';
import { countDistinct } from '../distinct.ts';
import type { SupportItem, SupportTable, Trust } from '../support.ts';
import { type LanguageModel, languageModel } from './language.ts';
import type { SyscallModel } from './model.ts';
import { ngramOrder, unpackNgram } from './ngram.ts';

/** New things of one block: its syscalls by their weight, its pairs, the digits of surprise of its 6-grams together. */
export interface NewThings {
  readonly syscalls: number;
  readonly pairs: number;
  readonly ngramDigits: number;
}

export type Kind = 'syscalls' | 'pairs' | 'ngramDigits';

export interface NoveltyModel {
  readonly language: LanguageModel;
  /** What each kind adds to the score. */
  parts(things: NewThings): Readonly<Record<Kind, number>>;
  score(things: NewThings): number;
  readonly calibration: Readonly<Record<Phase, Calibration>>;
}

/** Once seen is half new: with as many blocks as were learned, the two halves are what one block alone showed. */
export function newness(trust: Trust): number {
  return trust === 'trusted' ? 0 : trust === 'probationary' ? 0.5 : 1;
}

/** A phase with fewer blocks is judged by all of them. */
const fewBlocks = 60;
/**
 * One block that was not seen is assumed all the same: a clean program taking a rare branch. Without it, minutes of learning in
 * which nothing rare happened would promise that nothing rare ever happens; after days it is one block of many.
 */
const rareBranch: NewThings = { syscalls: 0, pairs: 2, ngramDigits: 10 };
/** A program's set of system calls is complete long before their orders are. */
const syscallFactor = 4;
/** Typical excess of a clean score: the parts of one event come together. */
const scale = 0.6;

export function noveltyModel(model: SyscallModel): NoveltyModel {
  const language = languageModel(model.ngrams);
  const counts = byPhase((phase) => countDistinct(model.blocks[phase]));
  const blocks = phases.reduce((sum, phase) => sum + counts[phase], 0);
  const weights = {
    syscalls: syscallFactor * weightOf(model.syscalls, blocks),
    pairs: weightOf(model.pairs, blocks),
    ngramDigits: weightOf(model.ngrams, blocks),
  };
  const parts = ({ syscalls, pairs, ngramDigits }: NewThings) => ({
    syscalls: weights.syscalls * Math.log2(1 + syscalls),
    pairs: weights.pairs * Math.log2(1 + pairs),
    ngramDigits: weights.ngramDigits * Math.log2(1 + ngramDigits),
  });
  const score = (things: NewThings): number => {
    const { syscalls, pairs, ngramDigits } = parts(things);
    return syscalls + pairs + ngramDigits;
  };
  const alone = [...thingsAlone(model, language)];
  const scoresOf = (some: readonly Phase[]): readonly WeightedScore[] => {
    const found = alone
      .filter(([block]) => some.includes(phaseOf(block)))
      .map(([, things]) => ({ score: score(things), count: 1 }));
    const n = some.reduce((sum, phase) => sum + counts[phase], 0);
    return n === 0
      ? []
      : [{ score: 0, count: Math.max(0, n - found.length) }, ...found, { score: score(rareBranch), count: 1 }];
  };
  return {
    language,
    parts,
    score,
    calibration: byPhase((phase) => {
      const enough = poolsOf[phase].find((pool) => pool.reduce((sum, one) => sum + counts[one], 0) >= fewBlocks);
      return calibrate(scoresOf(enough ?? phases), scale);
    }),
  };
}

/** Whose blocks stand for a phase: its own, or, while they are few, those of more phases. */
const poolsOf: Readonly<Record<Phase, readonly (readonly Phase[])[]>> = {
  'start-up': [['start-up'], phases],
  'warm-up': [['warm-up', 'steady'], phases],
  steady: [['steady'], ['warm-up', 'steady'], phases],
};

/** Digits of surprise that a clean block shows one new item of this kind. */
function weightOf(table: SupportTable, blocks: number): number {
  const alone = new Set<number>();
  for (const { first, second } of table.items()) {
    if (second === 0) alone.add(first);
  }
  return -Math.log10(Math.min(1, (Math.min(alone.size, blocks) + 1) / (blocks + 2)));
}

function thingsAlone(
  { syscalls, pairs, ngrams }: SyscallModel,
  language: LanguageModel,
): ReadonlyMap<number, NewThings> {
  const things = new Map<number, NewThings>();
  const add = (kind: Kind, table: SupportTable, weight: (item: SupportItem) => number): void => {
    for (const item of table.items()) {
      if (item.second !== 0) continue;
      const known = things.get(item.first) ?? { syscalls: 0, pairs: 0, ngramDigits: 0 };
      things.set(item.first, { ...known, [kind]: known[kind] + weight(item) });
    }
  };
  add('syscalls', syscalls, ({ low }) => firstUseWeight(low));
  add('pairs', pairs, () => 1);
  add('ngramDigits', ngrams, ({ high, low }) => language.digits(unpackNgram(high, low), ngramOrder));
  return things;
}
