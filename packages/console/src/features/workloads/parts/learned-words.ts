/** One learned thing as its name for people and for React. */
import type { LearnedThing } from '@plimsoll/api';

export function thingName(thing: LearnedThing): string {
  return thing.behaviour === 'syscall'
    ? thing.name
    : [thing.executable, thing.args].filter((text) => text !== '').join(' ');
}

export function thingKey(thing: LearnedThing): string {
  return thing.behaviour === 'syscall'
    ? thing.name
    : [thing.parent, thing.executable, thing.args, thing.uid].join('\n');
}

/** Starts that differ only in what is not shown are one thing to say something of. */
export function distinctThings<T extends LearnedThing>(things: readonly T[]): readonly T[] {
  return [...new Map(things.map((thing) => [thingKey(thing), thing])).values()];
}
