import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePathSet, readPathSet } from './path-set.ts';
import { createPathTable } from './path-set-table.ts';

const sets = fc.array(fc.array(fc.string({ maxLength: 3 })), { maxLength: 6 });

describe('a table of paths', () => {
  it('says the first who claimed a path, or the last who set it', () => {
    fc.assert(
      fc.property(sets, fc.string({ maxLength: 3 }), (all, asked) => {
        const most = all.reduce((sum, { length }) => sum + length, 0);
        const [claimed, set] = [createPathTable(most), createPathTable(most)];
        all.forEach((paths, index) => {
          claimed.claim(readPathSet(encodePathSet(paths)), index);
          set.set(readPathSet(encodePathSet(paths)), index);
        });
        for (const path of [asked, ...all.flat()]) {
          expect(claimed.get(path)).toBe(all.findIndex((paths) => paths.includes(path)));
          expect(set.get(path)).toBe(all.findLastIndex((paths) => paths.includes(path)));
        }
      }),
    );
  });
});
