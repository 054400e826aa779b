/**
 * What a workload starts: every shape of program start, with the starts that showed it.
 *
 * in     shapes, each with the block (the start) that showed it
 * out    shapes with their trust and count; the blocks of each phase
 * holds  merge is commutative, associative and idempotent below `shapeLimit`; beyond it shapes with the fewest starts go first
 */
import { byPhase, type Phase, phaseOf } from '../block.ts';
import { countDistinct, type Distinct, distinctOf, noneDistinct, uniteDistinct } from '../distinct.ts';
import { mergeRates, noRates, type RateModel } from './rates.ts';
import { type ProcessShape, shapeKey } from './shape.ts';

export const shapeLimit = 4096;
/** Starts are counted exactly up to this per shape, then within 13 %. */
export const startsPerShape = 64;
export const blocksPerPhase = 1024;

export interface KnownShape {
  readonly shape: ProcessShape;
  readonly starts: Distinct;
}

export interface ProcessModel {
  readonly shapes: ReadonlyMap<string, KnownShape>;
  readonly blocks: Readonly<Record<Phase, Distinct>>;
  /** How many were started in ten seconds. */
  readonly rates: RateModel;
  /** Shapes dropped for want of room. */
  readonly evicted: number;
}

export const noProcesses: ProcessModel = {
  shapes: new Map(),
  blocks: byPhase(() => noneDistinct(blocksPerPhase)),
  rates: noRates,
  evicted: 0,
};

/** The model of some starts: `starts` holds each shape with the blocks that showed it. */
export function processModelOf(
  starts: Iterable<{ shape: ProcessShape; blocks: readonly number[] }>,
  rates: RateModel,
): ProcessModel {
  const shapes = new Map<string, KnownShape>();
  const seen: number[] = [];
  for (const { shape, blocks } of starts) {
    const key = shapeKey(shape);
    const more = distinctOf(startsPerShape, blocks);
    const known = shapes.get(key);
    shapes.set(key, { shape, starts: known === undefined ? more : uniteDistinct(known.starts, more) });
    seen.push(...blocks);
  }
  return capped({
    shapes,
    blocks: byPhase((phase) =>
      distinctOf(
        blocksPerPhase,
        seen.filter((block) => phaseOf(block) === phase),
      ),
    ),
    rates,
    evicted: 0,
  });
}

export function mergeProcesses(a: ProcessModel, b: ProcessModel): ProcessModel {
  const shapes = new Map(a.shapes);
  for (const [key, more] of b.shapes) {
    const known = shapes.get(key);
    shapes.set(
      key,
      known === undefined ? more : { shape: known.shape, starts: uniteDistinct(known.starts, more.starts) },
    );
  }
  return capped({
    shapes,
    blocks: byPhase((phase) => uniteDistinct(a.blocks[phase], b.blocks[phase])),
    rates: mergeRates(a.rates, b.rates),
    evicted: Math.max(a.evicted, b.evicted),
  });
}

export function startsOf(shape: KnownShape): number {
  return countDistinct(shape.starts);
}

export function isTrustedShape(shape: KnownShape): boolean {
  return shape.starts.smallest.length >= 2;
}

function capped(model: ProcessModel): ProcessModel {
  if (model.shapes.size <= shapeLimit) return model;
  const ranked = [...model.shapes].sort(([x, a], [y, b]) => startsOf(b) - startsOf(a) || (x < y ? -1 : 1));
  return {
    ...model,
    shapes: new Map(ranked.slice(0, shapeLimit)),
    evicted: model.evicted + ranked.length - shapeLimit,
  };
}
