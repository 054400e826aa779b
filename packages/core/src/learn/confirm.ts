/**
 * A person's word on what was learned only once: it belongs to the workload, or it does not.
 *
 * in     the baseline, one thing as describeBaseline() names it, for trust a batch id
 * out    the baseline in which it is trusted, or not known any more
 * holds  nothing but that thing changes; trusting the same with the same batch id twice changes nothing the second time
 */
import type { BatchId } from '../record.ts';
import { syscallName } from '../syscall/name.ts';
import type { Baseline } from './baseline.ts';
import { distinctOf, uniteDistinct } from './distinct.ts';
import { hashText } from './hash.ts';
import { type KnownShape, startsPerShape } from './process/model.ts';
import { SupportTable } from './support.ts';

export type LearnedThing =
  | {
      readonly behaviour: 'process';
      readonly parent: string;
      readonly executable: string;
      readonly args: string;
      readonly uid: number;
    }
  | { readonly behaviour: 'syscall'; readonly name: string };

export function holdsLearned(baseline: Baseline, thing: LearnedThing): boolean {
  if (thing.behaviour === 'process')
    return [...baseline.process.shapes.values()].some((known) => isShape(known, thing));
  return [...baseline.syscall.syscalls.items()].some(({ low }) => syscallName(low) === thing.name);
}

export function confirmLearned(baseline: Baseline, thing: LearnedThing, batch: BatchId): Baseline {
  const blocks = wordOf(batch);
  if (thing.behaviour === 'process') {
    const spoken = distinctOf(startsPerShape, blocks);
    return withShapes(baseline, ([key, known]) => [
      key,
      isShape(known, thing) ? { ...known, starts: uniteDistinct(known.starts, spoken) } : known,
    ]);
  }
  const syscalls = baseline.syscall.syscalls.copy();
  for (const { high, low } of baseline.syscall.syscalls.items()) {
    if (syscallName(low) !== thing.name) continue;
    for (const block of blocks) syscalls.add(high, low, block);
  }
  return { ...baseline, syscall: { ...baseline.syscall, syscalls } };
}

export function forgetLearned(baseline: Baseline, thing: LearnedThing): Baseline {
  if (!holdsLearned(baseline, thing)) return baseline;
  if (thing.behaviour === 'process') {
    return withShapes(baseline, (entry) => (isShape(entry[1], thing) ? undefined : entry));
  }
  const { syscalls: before } = baseline.syscall;
  const syscalls = new SupportTable(before.capacity);
  syscalls.noteEvicted(before.evicted);
  for (const item of before.items()) if (syscallName(item.low) !== thing.name) syscalls.join(item);
  return { ...baseline, syscall: { ...baseline.syscall, syscalls } };
}

type Entry = readonly [string, KnownShape];

function withShapes(baseline: Baseline, change: (entry: Entry) => Entry | undefined): Baseline {
  const shapes = new Map([...baseline.process.shapes].map(change).filter((entry) => entry !== undefined));
  return { ...baseline, process: { ...baseline.process, shapes } };
}

function isShape({ shape }: KnownShape, thing: LearnedThing & { behaviour: 'process' }): boolean {
  const { parent, executable, args, uid } = thing;
  return shape.parent === parent && shape.executable === executable && shape.args === args && shape.uid === uid;
}

/** Two blocks that stand for it: what two blocks showed is trusted. Never 0, and of the first phase. */
function wordOf(batch: BatchId): readonly number[] {
  return ['a', 'b'].map((copy) => ((hashText(0xc04f, `${batch}/${copy}`) | 4) & ~3) >>> 0);
}
