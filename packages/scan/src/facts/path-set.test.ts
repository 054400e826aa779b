import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPathSetBuilder, encodePathSet, hashFoldersOf, hashPath, openPathSet } from './path-set.ts';

describe('a path set', () => {
  it('has what was added and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (paths, other) => {
        const set = openPathSet(encodePathSet(paths));
        expect(paths.every((path) => set.has(path))).toBe(true);
        expect(set.has(other)).toBe(paths.includes(other));
        expect(set.size).toBe(new Set(paths).size);
      }),
    );
  });

  it('is the same text whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (paths) => {
        expect(encodePathSet(paths.toReversed())).toBe(encodePathSet(paths));
      }),
    );
  });

  it('keeps a hundred thousand like paths apart', () => {
    const builder = createPathSetBuilder();
    for (let index = 0; index < 100_000; index++) builder.add(`usr/lib/python3/dist-packages/m${index}/__init__.py`);
    const set = openPathSet(builder.encode());
    expect(set.size).toBe(100_000);
    let wrong = 0;
    for (let index = 0; index < 100_000; index++)
      if (set.has(`usr/lib/python3/dist-packages/n${index}/__init__.py`)) wrong++;
    expect(wrong).toBe(0);
  });

  it('spreads: every bit is set about half of the time', () => {
    const into = { low: 0, high: 0 };
    const ones = new Array<number>(48).fill(0);
    for (let index = 0; index < 4096; index++) {
      hashPath(`bin/${index}`, into);
      const hash = (BigInt(into.high) << 32n) | BigInt(into.low >>> 0);
      for (let bit = 0; bit < 48; bit++) if ((hash >> BigInt(bit)) & 1n) ones[bit] = (ones[bit] ?? 0) + 1;
    }
    for (const count of ones) expect(Math.abs(count - 2048)).toBeLessThan(200);
  });

  it('has the folders of a path by the same hashes', () => {
    const segments = fc.array(
      fc.string({ minLength: 1 }).map((text) => text.replaceAll('/', '_')),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(segments, (parts) => {
        const folders: string[] = [];
        hashFoldersOf(parts.join('/'), ({ low, high }) => folders.push(`${low} ${high}`));
        const expected = parts.slice(1).map((_, index) => {
          const into = { low: 0, high: 0 };
          hashPath(parts.slice(0, index + 1).join('/'), into);
          return `${into.low} ${into.high}`;
        });
        expect(folders).toEqual(expected);
      }),
    );
  });

  it('opens any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(openPathSet(text).has(path)).toBeTypeOf('boolean');
      }),
    );
  });
});
