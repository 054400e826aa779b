import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BatchId } from '../record.ts';
import { anyBaseline } from './baseline.fixture.ts';
import type { Baseline } from './baseline.ts';
import { decodeBaseline, encodeBaseline } from './codec.ts';
import { confirmLearned, forgetLearned, holdsLearned, type LearnedThing } from './confirm.ts';
import { describeBaseline } from './describe.ts';

const batch = 'word/1:1' as BatchId;

function thingsOf(baseline: Baseline): readonly (LearnedThing & { trust: string })[] {
  const { processes, syscalls } = describeBaseline(baseline);
  return [
    ...processes.map(({ parent, executable, args, uid, trust }) => ({
      behaviour: 'process' as const,
      parent,
      executable,
      args,
      uid,
      trust,
    })),
    ...syscalls.map(({ name, trust }) => ({ behaviour: 'syscall' as const, name, trust })),
  ];
}
const names = (baseline: Baseline) => thingsOf(baseline).map((thing) => JSON.stringify(thing));
const same = (a: LearnedThing, b: LearnedThing) =>
  JSON.stringify({ ...a, trust: '' }) === JSON.stringify({ ...b, trust: '' });

it('makes any learned thing trusted, and nothing else', () => {
  fc.assert(
    fc.property(anyBaseline(), fc.nat(), (baseline, pick) => {
      const things = thingsOf(baseline);
      const thing = things[pick % Math.max(1, things.length)];
      if (thing === undefined) return;
      const confirmed = decodeBaseline(encodeBaseline(confirmLearned(baseline, thing, batch)));

      for (const after of thingsOf(confirmed)) {
        const before = things.find((known) => same(known, after));
        expect(after.trust).toBe(same(after, thing) ? 'trusted' : before?.trust);
      }
      expect(thingsOf(confirmed)).toHaveLength(things.length);
      expect(encodeBaseline(confirmLearned(confirmed, thing, batch))).toEqual(encodeBaseline(confirmed));
    }),
  );
});

it('forgets any learned thing, and nothing else', () => {
  fc.assert(
    fc.property(anyBaseline(), fc.nat(), (baseline, pick) => {
      const things = thingsOf(baseline);
      const thing = things[pick % Math.max(1, things.length)];
      if (thing === undefined) return;
      const left = decodeBaseline(encodeBaseline(forgetLearned(baseline, thing)));

      expect(holdsLearned(baseline, thing)).toBe(true);
      expect(holdsLearned(left, thing)).toBe(false);
      expect(names(left).sort()).toEqual(
        things
          .filter((known) => !same(known, thing))
          .map((known) => JSON.stringify(known))
          .sort(),
      );
    }),
  );
});

it('leaves a baseline as it is when there is no such thing', () => {
  fc.assert(
    fc.property(anyBaseline(), (baseline) => {
      const unknown = { behaviour: 'syscall', name: 'reboot' } as const;
      expect(forgetLearned(baseline, unknown)).toBe(baseline);
      expect(encodeBaseline(confirmLearned(baseline, unknown, batch))).toEqual(encodeBaseline(baseline));
    }),
  );
});
