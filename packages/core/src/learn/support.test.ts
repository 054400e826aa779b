import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashWord } from './hash.ts';
import { mergeSupport, SupportTable } from './support.ts';

const word = fc.integer({ min: 1, max: 0xffff_ffff });
const anySeen = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9 }), word), {
  maxLength: 60,
});
const tableOf = (seen: readonly (readonly [number, number, number])[]): SupportTable => {
  const table = new SupportTable(1000);
  for (const [high, low, block] of seen) table.add(high, low, block);
  return table;
};
const itemsOf = (table: SupportTable): unknown[] => [...table.items()].sort((a, b) => a.high - b.high || a.low - b.low);

describe('SupportTable', () => {
  it('trusts what two distinct blocks showed, and only that', () => {
    const table = tableOf([
      [0, 1, 77],
      [0, 1, 77],
      [0, 2, 77],
      [0, 2, 78],
    ]);
    expect(['unknown', 'probationary', 'trusted']).toEqual([table.trust(0, 3), table.trust(0, 1), table.trust(0, 2)]);
  });

  it('merges the same whatever the order, and however often', () => {
    fc.assert(
      fc.property(anySeen, anySeen, anySeen, (a, b, c) => {
        const [x, y, z] = [a, b, c].map(tableOf) as [SupportTable, SupportTable, SupportTable];
        expect(itemsOf(mergeSupport(x, y))).toEqual(itemsOf(mergeSupport(y, x)));
        expect(itemsOf(mergeSupport(mergeSupport(x, y), z))).toEqual(itemsOf(mergeSupport(x, mergeSupport(y, z))));
        expect(itemsOf(mergeSupport(mergeSupport(x, y), y))).toEqual(itemsOf(mergeSupport(x, y)));
        expect(itemsOf(mergeSupport(x, y))).toEqual(itemsOf(tableOf([...a, ...b])));
      }),
    );
  });

  it('never loses support as more is seen', () => {
    fc.assert(
      fc.property(anySeen, anySeen, (a, b) => {
        const [before, after] = [tableOf(a), tableOf([...a, ...b])];
        for (const { high, low, blocks } of before.items())
          expect(after.blocks(high, low)).toBeGreaterThanOrEqual(blocks);
      }),
    );
  });

  it.each([2, 30, 300, 1500])(
    'estimates %d blocks within a fifth on average, saturating beyond a thousand',
    (blocks) => {
      let sum = 0;
      for (let run = 0; run < 50; run++) {
        const table = new SupportTable(10);
        for (let i = 0; i < blocks; i++) table.add(0, 1, hashWord(run, i + 1) || 1);
        sum += table.blocks(0, 1);
      }
      expect(Math.abs(sum / 50 / blocks - 1)).toBeLessThan(blocks > 1000 ? 0.5 : 0.2);
    },
  );

  it('stays within its capacity, drops the least supported and counts what it dropped', () => {
    const table = new SupportTable(64);
    for (const block of [5, 6]) for (let i = 0; i < 32; i++) table.add(1, i, block);
    for (let i = 0; i < 1000; i++) table.add(0, i, 9);
    expect(table.size).toBeLessThanOrEqual(64);
    expect(table.evicted).toBeGreaterThan(900);
    expect(Array.from({ length: 32 }, (_, i) => table.trust(1, i))).toEqual(Array(32).fill('trusted'));
  });
});
