/**
 * How surprising a program start is, field by field.
 *
 * in     the shapes a baseline trusts
 * out    digits of surprise a field, the first part never seen, what was expected instead; a calibration from starts left out
 * holds  fields add up; a start that many others look like costs little, one with an unknown program costs most
 */
import { type Calibration, calibrate, type WeightedScore } from '../calibration.ts';
import { Chain } from '../chain.ts';
import { hashText } from '../hash.ts';
import { isTrustedShape, type KnownShape, type ProcessModel, startsOf } from './model.ts';
import type { ProcessShape } from './shape.ts';

export type FieldName = 'parent' | 'executable' | 'arguments' | 'user' | 'terminal';

export interface FieldSurprise {
  readonly field: FieldName;
  readonly value: string;
  readonly digits: number;
  /** Never seen in the most specific context that is known. */
  readonly unseen: boolean;
  /** Never seen in any context. */
  readonly unseenAnywhere: boolean;
}

interface Field {
  readonly name: FieldName;
  readonly value: (shape: ProcessShape) => string;
  /** What it depends on, nearest last. */
  readonly given: readonly ((shape: ProcessShape) => string)[];
  /** How many values it could take, for those never seen. */
  readonly vocabulary: number;
}

const executable = (shape: ProcessShape): string => shape.executable;
const parent = (shape: ProcessShape): string => shape.parent;
const user = ({ uid, capabilities }: ProcessShape): string => `uid ${uid}, capabilities ${capabilities}`;

const fields: readonly Field[] = [
  { name: 'parent', value: parent, given: [], vocabulary: 64 },
  { name: 'executable', value: executable, given: [parent], vocabulary: 256 },
  { name: 'arguments', value: (shape) => shape.args, given: [executable, parent], vocabulary: 256 },
  { name: 'user', value: user, given: [executable, parent], vocabulary: 64 },
  { name: 'terminal', value: ({ terminal }) => (terminal ? 'yes' : 'no'), given: [executable, parent], vocabulary: 2 },
];

export interface ProcessChain {
  surprise(shape: ProcessShape): readonly FieldSurprise[];
  /** What usually stands in the place of a field, most likely first. */
  expected(shape: ProcessShape, field: FieldName): readonly { readonly what: string; readonly probability: number }[];
  readonly calibration: Calibration;
}

export function processChain(model: ProcessModel): ProcessChain {
  const chain = new Chain();
  const trusted = [...model.shapes.values()].filter(isTrustedShape);
  for (const known of trusted) learn(chain, known.shape, startsOf(known));
  return {
    surprise: (shape) => surpriseIn(chain, shape),
    expected: (shape, field) => expectedIn(trusted, shape, field),
    calibration: calibrate(leaveOneOut(chain, model)),
  };
}

export function totalDigits(surprises: readonly FieldSurprise[]): number {
  return surprises.reduce((sum, { digits }) => sum + digits, 0);
}

function learn(chain: Chain, shape: ProcessShape, count: number): void {
  for (const [i, field] of fields.entries()) chain.add(contextsOf(i, field, shape), symbolOf(field, shape), count);
}

function surpriseIn(chain: Chain, shape: ProcessShape): readonly FieldSurprise[] {
  return fields.map((field, i) => {
    const contexts = contextsOf(i, field, shape);
    const symbol = symbolOf(field, shape);
    const nearest = contexts.findLast((context) => chain.total(context) > 0);
    return {
      field: field.name,
      value: field.value(shape),
      digits: -Math.log10(chain.probability(contexts, symbol, field.vocabulary)),
      unseen: nearest === undefined || chain.count(nearest, symbol) === 0,
      unseenAnywhere: chain.count(contexts[0] as number, symbol) === 0,
    };
  });
}

/** A trusted shape is scored with one of its starts taken back; one that was started once is not in the chain at all. */
function leaveOneOut(chain: Chain, model: ProcessModel): readonly WeightedScore[] {
  return [...model.shapes.values()].map((known) => {
    const count = startsOf(known);
    if (!isTrustedShape(known)) return { score: totalDigits(surpriseIn(chain, known.shape)), count };
    learn(chain, known.shape, -1);
    const score = totalDigits(surpriseIn(chain, known.shape));
    learn(chain, known.shape, 1);
    return { score, count };
  });
}

function contextsOf(index: number, { given }: Field, shape: ProcessShape): readonly number[] {
  let context = hashText(0xf1e1d, String(index));
  const contexts = [context];
  for (const part of given) {
    context = hashText(context, part(shape));
    contexts.push(context);
  }
  return contexts;
}

function symbolOf(field: Field, shape: ProcessShape): number {
  return hashText(0x5b0, field.value(shape));
}

const expectationsTold = 3;

function expectedIn(trusted: readonly KnownShape[], shape: ProcessShape, name: FieldName) {
  const field = fields.find((one) => one.name === name) as Field;
  for (let depth = field.given.length; depth >= 0; depth--) {
    const given = field.given.slice(0, depth);
    const alike = trusted.filter((known) => given.every((part) => part(known.shape) === part(shape)));
    if (alike.length === 0) continue;
    const counts = new Map<string, number>();
    let sum = 0;
    for (const known of alike) {
      const value = field.value(known.shape) || '(none)';
      counts.set(value, (counts.get(value) ?? 0) + startsOf(known));
      sum += startsOf(known);
    }
    return [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, expectationsTold)
      .map(([what, count]) => ({ what, probability: count / sum }));
  }
  return [];
}
